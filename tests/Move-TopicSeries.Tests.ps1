BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    # base; topic has "one" and "two" on it, up has a commit of its own.
    function New-Topic([string] $Name, [switch] $Conflict) {
        $null = New-Series $Name
        Invoke-Git reset -q --hard main~1
        Invoke-Git branch -m main topic
        Invoke-Git switch -q -c up base
        if ($Conflict) { Write-File f (@(1..5) + 'other' + @(6..9)) } else { Write-File u 'up' }
        Invoke-Git add -A; Invoke-Git commit -q -m ups
        Invoke-Git switch -q topic
        $script:tip = Invoke-Git rev-parse topic
        $script:move = @{ Topic = 'topic'; Since = 'base'; Onto = 'up'; Repository = $script:folder }
    }
}

Describe 'Move-TopicSeries' {
    It 'moves the branch, its files and a backup, as git rebase does' {
        New-Topic 'bare'
        Invoke-Git branch by-git topic
        Invoke-Git rebase -q --onto up base by-git
        Invoke-Git switch -q topic
        $result = Move-TopicSeries @move -Confirm:$false
        $result | Should -BeOfType ([MaintainerTools.SeriesMove])
        $result.Verdict, $result.Moved, $result.LeftOut, $result.WorstGrade | Should -Be 'Moved', 2, 0, 'Exact'
        $result.Applied | Should -BeTrue
        (Invoke-Git log --format='%T %an %ad %s' up..topic) | Should -Be (Invoke-Git log --format='%T %an %ad %s' up..by-git)
        Invoke-Git rev-parse $result.Backup | Should -Be $tip
        Invoke-Git status --porcelain | Should -BeNullOrEmpty
        Get-Content "$folder/u" | Should -Be 'up'
    }

    It 'changes nothing with -WhatIf, and says with -PassThru what would be' {
        New-Topic 'whatif'
        Move-TopicSeries @move -WhatIf | Should -BeNullOrEmpty
        $would = Move-TopicSeries @move -WhatIf -PassThru
        $would.Moved, $would.Applied | Should -Be 2, $false
        Invoke-Git rev-parse topic | Should -Be $tip
    }

    It 'makes another branch without asking, and gives with -PassThru the same' {
        New-Topic 'branch'
        (Move-TopicSeries @move -Branch moved -PassThru).Branch | Should -Be 'refs/heads/moved'
        Invoke-Git rev-parse topic | Should -Be $tip
        (Invoke-Git log --format=%s up..moved) | Should -Be 'two', 'one'
        Move-TopicSeries @move -Branch moved -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BranchExists,*'
    }

    It 'is undone by Undo-TopicOperation' {
        New-Topic 'undo'
        $result = Move-TopicSeries @move -Confirm:$false
        (Get-TopicOperation -Repository $folder).Command | Should -Be 'Move-TopicSeries'
        $null = Undo-TopicOperation $result.Operation -Repository $folder -Confirm:$false
        Invoke-Git rev-parse topic | Should -Be $tip
        Invoke-Git status --porcelain | Should -BeNullOrEmpty
    }

    It 'says of a conflict where it is and who touched those lines' {
        New-Topic 'conflict' -Conflict
        $result = Move-TopicSeries @move -Confirm:$false -WarningVariable said -WarningAction SilentlyContinue
        $result.Verdict | Should -Be 'Conflict'
        $result.Commit.Status | Should -Be 'Conflict', 'NotTried'
        $result.Commit[0].Conflict.Path | Should -Be 'f'
        $result.Commit[0].Conflict.TouchedOnto | Should -Be (Invoke-Git rev-parse up)
        $said | Should -BeLike '*nothing was moved*'
        Invoke-Git rev-parse topic | Should -Be $tip
    }

    It 'leaves a conflict in a worktree, goes on from there and gives up' {
        New-Topic 'worktree' -Conflict
        $there = "$TestDrive/worktree-there"
        $left = Move-TopicSeries @move -Worktree $there -Confirm:$false -WarningAction SilentlyContinue
        $left.Worktree | Should -Be $there
        Move-TopicSeries -Abort -Worktree $there -Repository $folder
        Test-Path $there | Should -BeFalse
        $null = Move-TopicSeries @move -Worktree $there -Confirm:$false -WarningAction SilentlyContinue
        Set-Content "$there/f" ((@(1..5) + 'other' + 'one' + @(6..9) -join "`n") + "`n") -NoNewline
        & git -C $there add f
        $next = Move-TopicSeries -Continue -Worktree $there -Confirm:$false -WarningAction SilentlyContinue
        # What is resolved as git would have it leaves nothing to conflict; git says the same of the second patch on that tree.
        $next.Verdict | Should -Be 'Moved'
        $next.Commit.Status | Should -Be 'Rebased', 'Rebased'
        $next.Applied | Should -BeTrue
        Test-Path $there | Should -BeFalse
        (Invoke-Git log --format=%s up..topic) | Should -Be 'two', 'one'
        Get-Content "$folder/f" | Should -Contain 'other'
    }

    It 'shows the next conflict in the same worktree, and moves nothing before the last is resolved' {
        New-Topic 'twice' -Conflict
        $there = "$TestDrive/twice-there"
        $null = Move-TopicSeries @move -Worktree $there -Confirm:$false -WarningAction SilentlyContinue
        Move-TopicSeries -Continue -Worktree $there -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'IndexUnmerged,*'
        # Without "one" the patch that writes "two" below it conflicts as well.
        Set-Content "$there/f" ((@(1..5) + 'other' + 'neither' + @(6..9) -join "`n") + "`n") -NoNewline
        & git -C $there add f
        $next = Move-TopicSeries -Continue -Worktree $there -Confirm:$false -WarningAction SilentlyContinue
        $next.Verdict, $next.Worktree | Should -Be 'Conflict', $there
        $next.Commit.Status | Should -Be 'Rebased', 'Conflict'
        Invoke-Git rev-parse topic | Should -Be $tip
        (& git -C $there diff --name-only --diff-filter=U) | Should -Be 'f'
        Set-Content "$there/f" ((@(1..5) + 'other' + 'neither' + 'two' + @(6..9) -join "`n") + "`n") -NoNewline
        & git -C $there add f
        $last = Move-TopicSeries -Continue -Worktree $there -Confirm:$false
        $last.Verdict, $last.Applied | Should -Be 'Moved', $true
        Test-Path $there | Should -BeFalse
        Get-Content "$folder/f" | Should -Be (@(1..5) + 'other' + 'neither' + 'two' + @(6..9))
        (Invoke-Git log --format=%s up..topic) | Should -Be 'two', 'one'
    }

    It 'has a clear error for <id>' -ForEach @(
        @{ id = 'EmptySeries'; with = @{ Since = 'topic' }; target = 'topic' }
        @{ id = 'OntoInSeries'; with = @{ Onto = 'topic~1' }; target = 'topic~1' }
        @{ id = 'RevisionNotFound'; with = @{ Onto = 'nowhere' }; target = 'nowhere' }
        @{ id = 'NotALocalBranch'; with = @{ Branch = 'refs/tags/x' }; target = 'refs/tags/x' }
    ) {
        New-Topic "error-$id"
        $all = $move + @{}
        foreach ($key in $with.Keys) { $all[$key] = $with[$key] }
        Move-TopicSeries @all -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        $problem[0].TargetObject | Should -Be $target
    }

    It 'works in a bare repository' {
        New-Topic 'work'
        & git clone -q --bare $folder "$TestDrive/bare.git"
        $result = Move-TopicSeries -Repository "$TestDrive/bare.git" topic base up -Confirm:$false
        $result.Applied | Should -BeTrue
        & git -C "$TestDrive/bare.git" rev-parse topic | Should -Be $result.NewTip
    }
}
