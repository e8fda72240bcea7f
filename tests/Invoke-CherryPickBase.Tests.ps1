BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $sample = Join-Path $TestDrive 'sample'
    $null = New-SampleTopicRepository -Path $sample
    . "$PSScriptRoot/SigningKeys.ps1"
    function Invoke-Git { & git -C $sample @args }
    function Get-State { "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref) $(Invoke-Git status --porcelain)" }
    # The nine upstream commits that the base picks, in its order.
    $sources = @((Invoke-Git log --reverse --format=%B 'v4.14..WIP.x86/pti.base') -match '^\(cherry picked from commit' -replace '.* ([0-9a-f]{40})\)', '$1')
}

Describe 'Invoke-CherryPickBase' {
    It 'builds the base of the story again, in upstream''s order' {
        $picks = @($sources[8..0] | Invoke-CherryPickBase -Repository $sample -Onto 'WIP.x86/pti.base~9' -Branch again)
        $picks.Count | Should -Be 9
        $picks | ForEach-Object { $_.Status } | Should -Be (@('Picked') * 9)
        $picks | ForEach-Object { $_.Source } | Should -Be $sources
        Invoke-Git rev-parse 'again^{tree}' | Should -Be (Invoke-Git rev-parse 'WIP.x86/pti.base^{tree}')
        Invoke-Git log --format='%an %ae %ad %B' 'again~9..again' | Should -Be (Invoke-Git log --format='%an %ae %ad %B' 'WIP.x86/pti.base~9..WIP.x86/pti.base')
        $picks[8].Sha | Should -Be (Invoke-Git rev-parse again)
        (Invoke-Git reflog -1 again) -join ' ' | Should -BeLike '*Invoke-CherryPickBase: 9 picked*'
    }

    It 'makes picks without a mark with -Marker None' {
        $picks = @($sources | Invoke-CherryPickBase -Repository $sample -Onto 'WIP.x86/pti.base~9' -Branch unmarked -Marker None)
        $picks | ForEach-Object { $_.Status } | Should -Be (@('Picked') * 9)
        Invoke-Git rev-parse 'unmarked^{tree}' | Should -Be (Invoke-Git rev-parse 'WIP.x86/pti.base^{tree}')
        foreach ($pick in $picks) { Invoke-Git log -1 --format=%B $pick.Sha | Should -Be (Invoke-Git log -1 --format=%B $pick.Source) }
        # By their patch-ids they are known again, and what has another one leaves nothing to pick.
        $again = @($sources | Invoke-CherryPickBase -Repository $sample -Onto unmarked -Branch unmarked-again -WhatIf)
        $again | ForEach-Object { $_.Status } | Should -Be ($picks | ForEach-Object { $_.Grade -eq 'Exact' ? 'AlreadyPresent' : 'Empty' })
        @($again | Where-Object Status -EQ AlreadyPresent).Count | Should -BeGreaterThan 5
    }

    It 'takes objects with a Sha, ranges, and several at once' {
        $objects = [pscustomobject]@{ Sha = $sources[0] }, [pscustomobject]@{ Commit = $sources[1] }
        @($objects | Invoke-CherryPickBase -Repository $sample -Onto 'WIP.x86/pti.base~9' -Branch two).Count | Should -Be 2
        @(Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch three -Commit 'upstream-base^2~2..upstream-base^2' -OnConflict Skip).Count |
            Should -Be 2
    }

    It 'writes nothing with -WhatIf and says what would be' {
        $before = Get-State
        $picks = @(Invoke-CherryPickBase -Repository $sample -Onto 'WIP.x86/pti.base~9' -Branch dry -Commit $sources -WhatIf)
        $picks.Count | Should -Be 9
        $picks[0].Status | Should -Be 'Picked'
        $picks[0].Sha | Should -BeNullOrEmpty
        Get-State | Should -Be $before
    }

    It 'reports a conflict and moves nothing' {
        $before = Get-State
        $picks = @($sources | Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch torn -WarningAction SilentlyContinue -WarningVariable warnings)
        $picks[1].Status | Should -Be 'Conflict'
        $picks[1].Conflict[0].Path | Should -Be 'arch/x86/include/asm/cpufeatures.h'
        $picks[1].Conflict[0].Kind | Should -Be 'content'
        $picks[2].Status | Should -Be 'NotTried'
        @($warnings).Count | Should -Be 1
        Get-State | Should -Be $before
    }

    It 'replaces a branch only with -Force, and keeps the old tip' {
        $null = Invoke-Git branch taken v4.9
        $null = Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch taken -Commit $sources[0] -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'BranchExists,*'
        $problems[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        $problems[0].TargetObject | Should -Be 'taken'
        Invoke-Git rev-parse taken | Should -Be (Invoke-Git rev-parse 'v4.9^{commit}')
        $null = Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch taken -Commit $sources[0] -Force
        Invoke-Git rev-parse 'taken~1' | Should -Be (Invoke-Git rev-parse 'v4.14^{commit}')
        Invoke-Git for-each-ref --format='%(objectname)' refs/maintainer-tools/backup/taken | Should -Be (Invoke-Git rev-parse 'v4.9^{commit}')
    }

    It 'does not move a branch that is checked out with local changes' {
        $file = Join-Path $sample init main.c
        $text = Get-Content $file -Raw
        Add-Content $file '/* local */'
        $null = 'linus~1^2' | Invoke-CherryPickBase -Repository $sample -Onto x86/pti -Branch x86/pti -ErrorAction SilentlyContinue -ErrorVariable problems
        Set-Content $file $text -NoNewline
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'BranchCheckedOutDirty,*'
    }

    It 'says who touched the lines, and what to run' {
        $picks = @(Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch torn -Commit $sources[1] -Upstream linus -WarningAction SilentlyContinue)
        $picks[0].Conflict[0].TouchedBy.Length | Should -BeGreaterThan 0
        $picks[0].NextCommand | Should -Be "Find-CherryPickPrerequisite -Commit $($sources[1].Substring(0, 12)) -Onto v4.14 -Upstream linus"
    }

    It 'picks first what is needed' {
        $committer = 'C. O. Mitter <c@example.com>'
        $picks = @($sources | Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch needs -IncludePrerequisite -Upstream linus -Committer $committer)
        @($picks | Where-Object { $_.Status -ne 'Picked' }).Count | Should -Be 0
        $picks.Count | Should -BeGreaterThan 9
        $needed = @($picks | Where-Object { $_.NeededBy })
        $needed[0].Reason | Should -BeLike "needed by $($sources[1].Substring(0, 12))*"
        Invoke-Git log -1 --format='%cn <%ce>' needs | Should -Be $committer
        @(Invoke-Git log --format=%B v4.14..needs) -match '^\(cherry picked from commit' | Should -HaveCount $picks.Count
        # What was proved is what git does.
        $null = Invoke-Git switch -q --detach v4.14
        foreach ($pick in $picks) { $null = Invoke-Git -c user.name=T -c user.email=t@example.com cherry-pick $pick.Source }
        Invoke-Git rev-parse 'HEAD^{tree}' | Should -Be (Invoke-Git rev-parse 'needs^{tree}')
        $null = Invoke-Git switch -q x86/pti
    }

    It 'builds the topic on the old release, with the few picks that it needs' {
        $range = 'WIP.x86/pti.base..x86/pti'
        $forecast = @(Get-BackportForecast -Repository $sample -Commit $range -Target linux-4.9.y -Upstream linus -FindPrerequisite)
        @($forecast | Where-Object { $_.Verdict -eq 'Clean' }).Count | Should -Be 37
        @($forecast | Where-Object { $_.Verdict -eq 'NeedsPrerequisite' }).Count | Should -Be 3
        $needs = @(Find-CherryPickPrerequisite -Repository $sample -Commit $range -Onto linux-4.9.y -Upstream linus)
        $sets = @($needs | ForEach-Object { $_.Prerequisite })
        @($forecast | ForEach-Object { $_.Prerequisite }) | Should -Be $sets
        @($needs | Where-Object { $_.Proof -ne 'Smallest' }).Count | Should -Be 0
        $bySymbol = @((Find-CherryPickPrerequisite -Repository $sample -Commit $range -Onto linux-4.9.y -Upstream linus -Symbol).Prerequisite)
        $bySymbol.Count | Should -Be ($sets.Count + 1)
        $picks = @(Invoke-CherryPickBase -Repository $sample -Onto linux-4.9.y -Branch pti-4.9.y -Commit $range -IncludePrerequisite -Symbol -Upstream linus)
        @($picks | Where-Object { $_.Status -ne 'Picked' -or $_.Grade -ne 'Exact' }).Count | Should -Be 0
        @($picks | Where-Object { $_.NeededBy } | ForEach-Object { $_.Source } | Sort-Object) | Should -Be @($bySymbol | Sort-Object)
        # git picks the same list clean, to the same tree.
        $null = Invoke-Git switch -q --detach linux-4.9.y
        $null = Invoke-Git -c user.name=T -c user.email=t@example.com cherry-pick @($picks | ForEach-Object { $_.Source })
        $LASTEXITCODE | Should -Be 0
        Invoke-Git rev-parse 'HEAD^{tree}' | Should -Be (Invoke-Git rev-parse 'pti-4.9.y^{tree}')
        $null = Invoke-Git switch -q x86/pti
        # Without the symbol the tree lacks a name that it uses.
        $null = Invoke-CherryPickBase -Repository $sample -Onto linux-4.9.y -Branch pti-4.9.y-short -Commit $range -IncludePrerequisite -Upstream linus
        Invoke-Git grep -l 'enum x86_hypervisor_type' pti-4.9.y-short | Should -BeNullOrEmpty
        Invoke-Git grep -l 'enum x86_hypervisor_type' pti-4.9.y | Should -Not -BeNullOrEmpty
    }

    It 'moves nothing where a signature fails' {
        $null = Invoke-Git config gpg.program no-such-program
        $before = Get-State
        $null = $sources[0] | Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch signed -Sign -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'SigningFailed,*'
        Get-State | Should -Be $before
        $null = Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch signed -Commit $sources[0] -Sign -WhatIf
        $null = Invoke-Git config commit.gpgSign true
        (Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch signed -Commit $sources[0] -Sign:$false).IsSigned | Should -BeFalse
        $null = Invoke-Git config --unset commit.gpgSign
        $null = Invoke-Git config --unset gpg.program
    }

    It 'signs with a key of <format>, so that git verifies every pick' -ForEach @(
        @{ format = 'openpgp' }
        @{ format = 'ssh' }
    ) {
        try {
            New-SigningKey $format "$TestDrive/keys-$format" 'Base Keeper' keeper@example.com
            $signing = @{ Repository = $sample; Sign = $true; Committer = 'Base Keeper <keeper@example.com>' }
            $picks = @($sources | Invoke-CherryPickBase @signing -Onto 'WIP.x86/pti.base~9' -Branch "signed-$format")
            @($picks | Where-Object { $_.IsSigned }).Count | Should -Be 9
            foreach ($pick in $picks) {
                $null = Invoke-Git verify-commit $pick.Sha 2>&1
                $LASTEXITCODE | Should -Be 0
            }
            Invoke-Git log -9 --format='%G? %cn' "signed-$format" | Should -Be (@('G Base Keeper') * 9)
            Invoke-Git rev-parse "signed-$format^{tree}" | Should -Be (Invoke-Git rev-parse 'WIP.x86/pti.base^{tree}')
            # A key that nobody has moves nothing.
            $null = Invoke-Git config user.signingKey 'no-such-key@example.com'
            $before = Get-State
            $null = $sources[0] | Invoke-CherryPickBase @signing -Onto v4.14 -Branch unsigned -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'SigningFailed,*'
            Get-State | Should -Be $before
        }
        finally {
            Remove-SigningKey
        }
    }

    It 'refuses to make <branch>' -ForEach @(
        @{ branch = 'refs/tags/x'; id = 'NotALocalBranch' }
        @{ branch = 'refs/remotes/origin/x'; id = 'NotALocalBranch' }
        @{ branch = 'HEAD'; id = 'InvalidRefName' }
        @{ branch = '-x'; id = 'InvalidRefName' }
        @{ branch = 'a..b'; id = 'InvalidRefName' }
        @{ branch = 'refs/heads/a b'; id = 'InvalidRefName' }
        @{ branch = 'x.lock'; id = 'InvalidRefName' }
    ) {
        $before = Get-State
        $picks = @($sources[0] | Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch $branch -ErrorAction SilentlyContinue -ErrorVariable problems)
        $picks.Count | Should -Be 0
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        $problems[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $problems[0].TargetObject | Should -Be $branch
        Get-State | Should -Be $before
    }

    It 'leaves a conflict in a worktree, and goes on from there' {
        $folder = Join-Path $TestDrive 'resolve'
        $before = "$(Invoke-Git for-each-ref)"
        $null = $sources[0..2] | Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch hand -Worktree $folder -WhatIf -WarningAction SilentlyContinue
        $folder | Should -Not -Exist
        $picks = @(Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch hand -Commit $sources[0..2] -Worktree $folder -WarningAction SilentlyContinue)
        $picks[1].Status | Should -Be 'Conflict'
        $picks[1].NextCommand | Should -BeLike 'Invoke-CherryPickBase -Continue*'
        "$(Invoke-Git for-each-ref)" | Should -Be $before
        & git -C $folder status | Should -Contain "You are currently cherry-picking commit $((Invoke-Git rev-parse --short $sources[1]))."
        $null = Invoke-CherryPickBase -Repository $sample -Continue -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'IndexUnmerged,*'
        $null = & git -C $folder checkout --theirs . 2>&1
        $null = & git -C $folder add -A
        $picks = @(Invoke-CherryPickBase -Repository $sample -Continue -WarningAction SilentlyContinue)
        $picks | ForEach-Object { "$($_.Status)" } | Should -Be @('Picked', 'Picked', 'Picked')
        $picks[1].Reason | Should -BeLike 'resolved by hand in arch/x86/include/asm/cpufeatures.h*'
        Invoke-Git rev-parse hand | Should -Be $picks[2].Sha
        $folder | Should -Not -Exist
        @(Invoke-Git worktree list).Count | Should -Be 1
    }

    It 'gives a conflict up with -Abort' {
        $folder = Join-Path $TestDrive 'given-up'
        $null = Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch never -Commit $sources[1] -Worktree $folder -WarningAction SilentlyContinue
        $folder | Should -Exist
        # Where one is does not count: the worktree names its repository.
        $elsewhere = (New-Item (Join-Path $TestDrive 'elsewhere') -ItemType Directory).FullName
        & git init -q $elsewhere
        Push-Location $elsewhere
        try { Invoke-CherryPickBase -Abort -Worktree $folder } finally { Pop-Location }
        "$elsewhere/.git/maintainer-tools" | Should -Not -Exist
        $folder | Should -Not -Exist
        (Get-TopicOperation -Repository $sample)[0].Message | Should -BeLike '*given up*'
        $null = Invoke-CherryPickBase -Repository $sample -Abort -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'NoPickInProgress,*'
    }

    It 'deletes work only with -Abort -Force' {
        $folder = Join-Path $TestDrive 'half'
        $null = Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch never -Commit $sources[1] -Worktree $folder -WarningAction SilentlyContinue
        Set-Content "$folder/notes" 'mine'
        $null = Invoke-CherryPickBase -Abort -Worktree $folder -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'WorktreeHasWork,*'
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Abort -Force*'
        "$folder/notes" | Should -Exist
        Invoke-CherryPickBase -Abort -Force -Worktree $folder
        $folder | Should -Not -Exist
    }

    It 'offers what git rerere has recorded, and takes it with -UseRerere' {
        $folder = Join-Path $TestDrive 'recorded'
        $null = Invoke-Git worktree add -q --detach $folder v4.14
        $null = & git -C $folder -c rerere.enabled=true cherry-pick $sources[1] 2>&1
        $null = & git -C $folder checkout --theirs . 2>&1
        $null = & git -C $folder add -A
        $null = & git -C $folder -c rerere.enabled=true rerere 2>&1
        $tree = & git -C $folder write-tree
        $null = Invoke-Git worktree remove --force $folder
        $picks = @(Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch recorded -Commit $sources[1] -WarningAction SilentlyContinue)
        $picks[0].Status | Should -Be 'Conflict'
        $picks[0].Conflict[0].RecordedResolution | Should -Not -BeNullOrEmpty
        $picks[0].NextCommand | Should -BeLike '*-UseRerere'
        $picks = @(Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch recorded -Commit $sources[1] -UseRerere)
        $picks[0].Status | Should -Be 'Picked'
        $picks[0].ResolvedByRerere | Should -Be 'arch/x86/include/asm/cpufeatures.h'
        $picks[0].Reason | Should -BeLike '*git rerere*'
        Invoke-Git rev-parse 'recorded^{tree}' | Should -Be $tree
        Remove-Item (Join-Path $sample .git rr-cache) -Recurse
    }

    It 'names a bad <what>' -ForEach @(
        @{ what = 'commit'; with = @{ Onto = 'v4.14'; Commit = 'nosuch' }; id = 'RevisionNotFound'; target = 'nosuch' }
        @{ what = 'base'; with = @{ Onto = 'nosuch'; Commit = 'linus' }; id = 'RevisionNotFound'; target = 'nosuch' }
        @{ what = 'merge'; with = @{ Onto = 'v4.14'; Commit = 'upstream-base' }; id = 'MergeNeedsMainline'; target = $null }
        @{ what = 'marker'; with = @{ Onto = 'v4.14'; Commit = 'linus'; Marker = 'no place for it' }; id = 'InvalidMarkerTemplate'; target = 'no place for it' }
        @{ what = 'range'; with = @{ Onto = 'v4.14'; Commit = 'linus..linus' }; id = 'NothingToPick'; target = 'linus..linus' }
    ) {
        $null = Invoke-CherryPickBase -Repository $sample -Branch bad @with -ErrorAction SilentlyContinue -ErrorVariable problems
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        if ($target) { $problems[0].TargetObject | Should -Be $target }
    }

    It 'takes a branch for another of which the letters alone have another form, where the disk does: <name>' -ForEach @(
        @{ name = "gru`u{308}n"; refused = $true }
        @{ name = "gru`u{308}n/sub"; refused = $true }
        @{ name = "gru`u{308}ne"; refused = $false }
    ) {
        if ("u`u{308}".Normalize().Length -ne 1) { Set-ItResult -Skipped -Because 'this PowerShell has no tables of forms' }
        $null = Invoke-Git branch -f "gr`u{fc}n" 'WIP.x86/pti.base'
        $null = Invoke-Git config core.precomposeUnicode true
        try {
            $null = Invoke-CherryPickBase -Repository $sample -Onto 'WIP.x86/pti.base~9' -Branch $name -Commit $sources `
                -ErrorVariable problem -ErrorAction SilentlyContinue
            if ($refused) { $problem[0].FullyQualifiedErrorId | Should -BeLike 'RefNameConflict,*' } else { $problem | Should -BeNullOrEmpty }
            Invoke-Git rev-parse "gr`u{fc}n" | Should -Be (Invoke-Git rev-parse 'WIP.x86/pti.base')
        }
        finally { $null = Invoke-Git config --unset core.precomposeUnicode; $null = Invoke-Git branch -D "gr`u{fc}n" }
    }
}
