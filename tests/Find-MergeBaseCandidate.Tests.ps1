BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $sample = Join-Path $TestDrive 'candidates'
    $null = New-SampleTopicRepository -Path $sample
    function Invoke-Git { & git -C $sample @args }
    $found = @(Find-MergeBaseCandidate -Repository $sample -Since v4.14 -Topic x86/pti -Upstream linus)
}

Describe 'Find-MergeBaseCandidate' {
    It 'has the story''s choice among the answers: 63 commits with nine picks, against 1088 without any' {
        $chosen = $found | Where-Object Candidate -EQ 'WIP.x86/pti.base'
        $chosen.Commits, $chosen.Picks, $chosen.Conflicts | Should -Be 63, 9, 0
        $chosen.IsExisting | Should -BeTrue
        $chosen.Sha | Should -BeExactly (Invoke-Git rev-parse WIP.x86/pti.base)
        $chosen.Onto | Should -BeExactly (Invoke-Git merge-base linus x86/pti)
        $marked = Invoke-Git log --reverse --format=%B linus..WIP.x86/pti.base |
            ForEach-Object { if ($_ -match 'cherry picked from commit ([0-9a-f]{40})') { $Matches[1] } }
        $chosen.Commit -join ' ' | Should -BeExactly ($marked -join ' ')
        $nearest = $found | Where-Object Candidate -EQ upstream-base
        $nearest.Commits, $nearest.Picks, $nearest.Conflicts | Should -Be 1088, 0, 0
    }

    It 'gives no answer that another one beats, but for the base that is there' {
        foreach ($one in $found) {
            if ($one.IsExisting) { continue }
            $better = $found | Where-Object { $_ -ne $one -and $_.Commits -le $one.Commits -and $_.Picks -le $one.Picks -and $_.Conflicts -le $one.Conflicts }
            $better | Should -BeNullOrEmpty
        }
        @($found | Where-Object { $_.Conflicts -eq 0 -and $_.Candidate -eq 'v4.14' }).Count | Should -Be 1
        $found[0].Scanned | Should -BeGreaterThan 100
        $found[0].Replayed | Should -BeGreaterThan 5
        $found[0].Untried | Should -Be 0
    }

    It 'counts as git does: what lies below, and the picks' {
        foreach ($one in $found) {
            $one.Commits - $one.Picks | Should -Be ([int](Invoke-Git rev-list --count --no-merges "v4.14..$($one.Onto)"))
            $one.Commit.Count | Should -Be $one.Picks
            foreach ($sha in $one.Commit) { Invoke-Git merge-base --is-ancestor $sha linus; $LASTEXITCODE | Should -Be 0 }
        }
    }

    It 'was proved: git picks the same onto the same' {
        $small = $found | Where-Object { $_.Candidate -eq 'v4.14' -and $_.Conflicts -eq 0 }
        $tree = Join-Path $TestDrive 'candidates-worktree'
        $null = Invoke-Git worktree add -q --detach $tree $small.Onto
        $null = & git -C $tree cherry-pick $small.Commit 2>&1
        $LASTEXITCODE | Should -Be 0
        $null = & git -C $tree cherry-pick 'WIP.x86/pti.base..x86/pti' 2>&1
        $LASTEXITCODE | Should -Be 0
        & git -C $tree rev-parse 'HEAD^{tree}' | Should -BeExactly $small.Tree
        $null = Invoke-Git worktree remove --force $tree
    }

    It 'pipes into Get-MergeBaseCost and Invoke-CherryPickBase' {
        $costs = @($found | Get-MergeBaseCost -Repository $sample -Since v4.14)
        $costs.Count | Should -Be $found.Count
        ($costs | Where-Object Sha -EQ (Invoke-Git rev-parse WIP.x86/pti.base)).Commits | Should -Be 63
        $small = $found | Where-Object { $_.Candidate -eq 'v4.14' -and $_.Conflicts -eq 0 }
        $picks = @($small | Invoke-CherryPickBase -Repository $sample -Branch small.base)
        @($picks | Where-Object Status -EQ Picked).Count | Should -Be $small.Picks
        [int](Invoke-Git rev-list --count v4.14..small.base) | Should -Be $small.Commits
        { $found | Invoke-CherryPickBase -Repository $sample -Branch other.base -ErrorAction Stop } | Should -Throw -ErrorId 'SeveralBases*'
    }

    It 'takes the base as it is told' {
        $told = @(Find-MergeBaseCandidate -Repository $sample -Since v4.14 -Topic x86/pti -Upstream linus -Base x86/pti~38)
        # The first two patches of the topic are marked picks as well.
        ($told | Where-Object IsExisting).Picks | Should -Be 11
    }

    It 'stays within its bounds and says so' {
        $bounds = @{ MaxReplay = 3; MaxSearch = 0 }
        $few = @(Find-MergeBaseCandidate -Repository $sample v4.14 x86/pti linus @bounds -WarningVariable warned -WarningAction SilentlyContinue)
        $few[0].Replayed | Should -Be 3
        $few[0].Untried | Should -BeGreaterThan 0
        "$warned" | Should -BeLike '*-MaxReplay*'
    }

    It 'writes nothing, and says what is wrong with a name or a topic' {
        $before = (Invoke-Git count-objects -v) -join '|'
        $null = Find-MergeBaseCandidate -Repository $sample -Since v4.14 -Topic x86/pti -Upstream linus
        (Invoke-Git count-objects -v) -join '|' | Should -BeExactly $before
        { Find-MergeBaseCandidate -Repository $sample -Since nosuch -Topic x86/pti -Upstream linus -ErrorAction Stop } |
            Should -Throw -ErrorId 'RevisionNotFound*'
        { Find-MergeBaseCandidate -Repository $sample -Since v4.14 -Topic upstream-base -Upstream linus -ErrorAction Stop } |
            Should -Throw -ErrorId 'TopicIsUpstream*'
    }
}
