BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $sample = Join-Path $TestDrive 'cost'
    $null = New-SampleTopicRepository -Path $sample
    function Invoke-Git { & git -C $sample @args }
}

Describe 'Get-MergeBaseCost' {
    It 'gives git''s figures for <candidate>' -ForEach @(
        @{ candidate = 'WIP.x86/pti.base' }, @{ candidate = 'upstream-base' }, @{ candidate = 'linux-4.9.y' }, @{ candidate = 'v4.14' }
    ) {
        $cost = Get-MergeBaseCost -Repository $sample -Since v4.14 -Candidate $candidate
        $cost.Candidate | Should -BeExactly $candidate
        $cost.Sha | Should -BeExactly (Invoke-Git rev-parse "$candidate^{commit}")
        $cost.Commits | Should -Be ([int](Invoke-Git rev-list --count --no-merges "v4.14..$candidate"))
        $cost.Merges | Should -Be ([int](Invoke-Git rev-list --count --merges "v4.14..$candidate"))
        $cost.Authors | Should -Be @(Invoke-Git shortlog --summary --no-merges "v4.14..$candidate").Count
        $stat = "$(Invoke-Git diff --shortstat --no-renames "v4.14...$candidate")"
        $cost.Files | Should -Be ([int][regex]::Match($stat, '(\d+) file').Groups[1].Value)
        $cost.Insertions | Should -Be ([int][regex]::Match($stat, '(\d+) insertion').Groups[1].Value)
        $cost.Deletions | Should -Be ([int][regex]::Match($stat, '(\d+) deletion').Groups[1].Value)
        $cost.Ratio | Should -Be 1
        $cost.FollowupFixes | Should -BeNullOrEmpty
    }

    It 'tells the story: 63 against 1088, seventeen times as many' {
        $base, $nearest = 'WIP.x86/pti.base', 'upstream-base' | Get-MergeBaseCost -Repository $sample -Since v4.14 -Upstream linus
        $base.Commits, $nearest.Commits | Should -Be 63, 1088
        $base.Rank, $nearest.Rank | Should -Be 1, 2
        [int]$nearest.Ratio | Should -Be 17
        $base.Picks | Should -BeGreaterOrEqual 9
        $nearest.FollowupFixes | Should -BeGreaterThan 24
        $nearest.FollowupFix.Count | Should -Be $nearest.FollowupFixes
        foreach ($sha in $nearest.FollowupFix) { Invoke-Git merge-base --is-ancestor $sha upstream-base; $LASTEXITCODE | Should -Be 1 }
    }

    It 'answers every commit of a range in one pass' {
        $shas = Invoke-Git rev-list v4.14..upstream-base
        $costs = @($shas | Get-MergeBaseCost -Repository $sample -Since v4.14)
        $costs.Count | Should -Be $shas.Count
        foreach ($i in 0, 100, ($shas.Count - 1)) {
            $costs[$i].Sha | Should -BeExactly $shas[$i]
            $costs[$i].Commits | Should -Be ([int](Invoke-Git rev-list --count --no-merges "v4.14..$($shas[$i])"))
        }
        # Beyond a hundred candidates messages and trees are left alone.
        $costs[0].Authors | Should -BeNullOrEmpty
    }

    It 'binds objects by Sha and by Commit' {
        $sha = Invoke-Git rev-parse upstream-base
        ([pscustomobject]@{ Sha = $sha } | Get-MergeBaseCost -Repository $sample -Since v4.14).Commits | Should -Be 1088
        ([pscustomobject]@{ Commit = $sha } | Get-MergeBaseCost -Repository $sample -Since v4.14).Commits | Should -Be 1088
        (Get-MergeBaseCost -Repository $sample v4.14 upstream-base | Get-MergeBaseCost -Repository $sample -Since v4.14).Commits | Should -Be 1088
    }

    It 'names a piped candidate as it names itself, and weighs the commit that it is of' {
        $at = Invoke-Git rev-parse 'v4.14^{commit}'
        $given = [MaintainerTools.MergeBaseCandidate]@{ Candidate = 'v4.14'; Sha = $at }
        ($given | Get-MergeBaseCost -Repository $sample -Since v4.9).Candidate | Should -BeExactly 'v4.14'
        # A name that points elsewhere by now is the name that it had.
        $moved = [MaintainerTools.MergeBaseCandidate]@{ Candidate = 'linus'; Sha = $at }
        $cost = $moved | Get-MergeBaseCost -Repository $sample -Since v4.9
        $cost.Candidate, $cost.Sha | Should -BeExactly 'linus', $at
        ($at | Get-MergeBaseCost -Repository $sample -Since v4.9).Candidate | Should -BeExactly $at
    }

    It 'adds the picks that the candidate lacks, each once' {
        $picks = @(Invoke-Git rev-list --no-merges -3 linus)
        $plain = Get-MergeBaseCost -Repository $sample -Since v4.9 -Candidate v4.14
        $cost = Get-MergeBaseCost -Repository $sample -Since v4.9 -Candidate v4.14 -PickCommit ($picks + $picks[0] + 'v4.14')
        ($cost.Commits - $plain.Commits), $cost.PicksToMake, ($cost.Picks - $plain.Picks) | Should -Be 3, 3, 3
        $cost.Files | Should -Be $plain.Files
        $plain.PicksToMake | Should -Be 0
        Get-MergeBaseCost -Repository $sample -Since v4.9 -Candidate v4.14 -PickCommit nowhere -ErrorVariable problem -ErrorAction SilentlyContinue |
            Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
        $problem[0].TargetObject | Should -Be 'nowhere'
    }

    It 'limits authors and picks by path too' {
        foreach ($path in 'arch/x86/mm', 'init', 'no/such/path') {
            $cost = Get-MergeBaseCost -Repository $sample -Since v4.14 -Candidate WIP.x86/pti.base -Path $path
            $cost.Authors | Should -Be @(Invoke-Git shortlog --summary --no-merges v4.14..WIP.x86/pti.base '--' $path).Count
            $cost.Picks | Should -Be @(Invoke-Git rev-list --grep '(cherry picked from commit' v4.14..WIP.x86/pti.base '--' $path).Count
        }
    }

    It 'limits by path and by first parents as git does' {
        (Get-MergeBaseCost -Repository $sample -Since v4.14 -Candidate linus -Path arch/x86).Commits |
            Should -Be ([int](Invoke-Git rev-list --count --no-merges v4.14..linus -- arch/x86))
        (Get-MergeBaseCost -Repository $sample -Since v4.14 -Candidate linus -Path 'arch/*.c', ':!arch/x86/mm').Commits |
            Should -Be ([int](Invoke-Git rev-list --count --no-merges v4.14..linus -- 'arch/*.c' ':!arch/x86/mm'))
        (Get-MergeBaseCost -Repository $sample -Since v4.14 -Candidate linus -FirstParent).Merges |
            Should -Be ([int](Invoke-Git rev-list --count --first-parent --merges v4.14..linus))
    }

    It 'prices the topic: picks on the release instead, conflicts on the candidate' {
        $costs = @('v4.14', 'WIP.x86/pti.base', 'upstream-base', 'linus' | Get-MergeBaseCost -Repository $sample -Since v4.14 -Upstream linus -Topic x86/pti)
        $clean = Find-MergeBaseCandidate -Repository $sample -Since v4.14 -Topic x86/pti -Upstream linus |
            Where-Object { $_.Candidate -eq 'v4.14' -and $_.Conflicts -eq 0 }
        foreach ($cost in $costs) { $cost.PicksNeeded | Should -Be $clean.Picks }
        $costs[1].Conflicts, $costs[2].Conflicts | Should -Be 0, 0
        $costs[0].Conflicts | Should -BeGreaterThan 0
        # git, told to leave out what conflicts, agrees.
        $tree = Join-Path $TestDrive 'cost-worktree'
        foreach ($cost in $costs[0], $costs[3]) {
            $null = Invoke-Git worktree add -q --detach $tree $cost.Sha
            $conflicts = 0
            $present = @(Invoke-Git rev-list $cost.Sha)
            foreach ($sha in (Invoke-Git rev-list --reverse --no-merges x86/pti ^v4.14 ^linus)) {
                $message = (Invoke-Git log -1 --format=%B $sha) -join "`n"
                if ($message -match 'cherry picked from commit ([0-9a-f]{40})' -and $present -contains $Matches[1]) { continue }
                $null = & git -C $tree cherry-pick --keep-redundant-commits --allow-empty $sha 2>&1
                if ($LASTEXITCODE -ne 0) { $conflicts++; $null = & git -C $tree cherry-pick --skip 2>&1 }
            }
            $cost.Conflicts | Should -Be $conflicts
            $null = Invoke-Git worktree remove --force $tree
        }
        (Get-MergeBaseCost -Repository $sample -Since v4.14 -Candidate linus).PicksNeeded | Should -BeNullOrEmpty
    }

    It 'tells the first tag that contains each candidate' {
        $costs = @(Get-MergeBaseCost -Repository $sample -Since v4.14 -Candidate v4.14, linus, 'v4.14~1' -FirstTag)
        $expected = foreach ($commit in 'v4.14', 'linus', 'v4.14~1') { "$(@(Invoke-Git tag --contains $commit)[0])" }
        ($costs | ForEach-Object { "$($_.FirstTag)" }) -join ',' | Should -Be ($expected -join ',')
        $costs[0].FirstTag | Should -Be 'v4.14'
    }

    It 'says of each bad name what is wrong and answers the others' {
        $costs = @(Get-MergeBaseCost -Repository $sample -Since v4.14 -Candidate nosuch, upstream-base -ErrorVariable problems -ErrorAction SilentlyContinue)
        $costs.Count | Should -Be 1
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound*'
        $problems[0].TargetObject | Should -BeExactly 'nosuch'
        { Get-MergeBaseCost -Repository $sample -Since nosuch -Candidate linus -ErrorAction Stop } | Should -Throw -ErrorId 'RevisionNotFound*'
    }

    It 'prices the candidates all the same where the <parameter> names nothing' -ForEach @(@{ parameter = 'Upstream' }, @{ parameter = 'Topic' }) {
        $named = @{ Upstream = 'linus'; Topic = 'x86/pti' }
        $named[$parameter] = 'nosuch'
        $costs = @('WIP.x86/pti.base', 'upstream-base' |
                Get-MergeBaseCost -Repository $sample -Since v4.14 @named -ErrorVariable problems -ErrorAction SilentlyContinue)
        ($costs | ForEach-Object Commits) -join ',' | Should -Be '63,1088'
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound*'
        $problems[0].TargetObject | Should -BeExactly 'nosuch'
        # Against another upstream the topic would be another: then it is not priced either.
        $costs[0].PicksNeeded | Should -BeNullOrEmpty
        if ($parameter -eq 'Topic') { $costs[1].FollowupFixes | Should -BeGreaterThan 24 } else { $costs[1].FollowupFixes | Should -BeNullOrEmpty }
    }

    It 'prices the candidates all the same where the topic is upstream''s already' {
        $named = @{ Upstream = 'linus'; Topic = 'upstream-base' }
        $costs = @(Get-MergeBaseCost -Repository $sample v4.14 upstream-base @named -ErrorVariable problems -ErrorAction SilentlyContinue)
        $costs[0].Commits | Should -Be 1088
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'TopicIsUpstream*'
    }

    It 'writes nothing' {
        $before = (Invoke-Git count-objects -v) -join '|'
        $null = Get-MergeBaseCost -Repository $sample -Since v4.14 -Candidate linus -Upstream linus
        (Invoke-Git count-objects -v) -join '|' | Should -BeExactly $before
    }

    It 'completes ref names' {
        $line = "Get-MergeBaseCost -Repository '$sample' -Since v4"
        $found = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches
        @($found | ForEach-Object ListItemText) | Should -Contain 'v4.14'
    }
}
