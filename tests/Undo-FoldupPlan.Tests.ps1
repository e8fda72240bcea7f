BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
}

Describe 'Undo-FoldupPlan' {
    It 'goes back to what the rewrite replaced' {
        $rewrite = New-Series 'undo' | Invoke-FoldupPlan -Repository "$TestDrive/undo" -Confirm:$false
        $undone = $rewrite | Undo-FoldupPlan -Repository $folder -Confirm:$false
        $undone | Should -BeOfType ([MaintainerTools.SeriesRewrite])
        $undone.NewTip | Should -Be $tip
        Invoke-Git rev-parse main | Should -Be $tip
        Invoke-Git for-each-ref refs/maintainer-tools | Should -BeNullOrEmpty
        Invoke-Git status --porcelain | Should -BeNullOrEmpty
    }

    It 'takes the newest backup of a branch' {
        $rewrite = New-Series 'newest' | Invoke-FoldupPlan -Repository "$TestDrive/newest" -Confirm:$false
        Undo-FoldupPlan main -Repository $folder -Confirm:$false -PassThru | ForEach-Object Applied | Should -BeTrue
        Invoke-Git rev-parse main | Should -Be $tip
    }

    It 'changes nothing with -WhatIf, and says with -PassThru what would be' {
        $rewrite = New-Series 'whatif' | Invoke-FoldupPlan -Repository "$TestDrive/whatif" -Confirm:$false
        $rewrite | Undo-FoldupPlan -Repository $folder -WhatIf | Should -BeNullOrEmpty
        $would = $rewrite | Undo-FoldupPlan -Repository $folder -WhatIf -PassThru
        $would.NewTip | Should -Be $tip
        $would.Applied | Should -BeFalse
        Invoke-Git rev-parse main | Should -Be $rewrite.NewTip
    }

    It 'leaves a branch alone that has moved since, however it is named' {
        $rewrite = New-Series 'moved' | Invoke-FoldupPlan -Repository "$TestDrive/moved" -Confirm:$false
        Invoke-Git commit -q --allow-empty -m later
        $before = (Invoke-Git for-each-ref) -join ';'
        $problem = $null
        $rewrite | Undo-FoldupPlan -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'MovedSinceRewrite,*'
        Undo-FoldupPlan main -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'MovedSinceRewrite,*'
        $problem[0].TargetObject | Should -Be 'refs/heads/main'
        (Invoke-Git for-each-ref) -join ';' | Should -Be $before
        # What the error recommends keeps the later commit.
        Invoke-Git rebase -q --onto $rewrite.Backup $rewrite.NewTip main --keep-empty 2>&1 | Out-Null
        Invoke-Git log --format=%s main | Should -Be @('later', 'feedback', 'two', 'one', 'base')
    }

    It 'goes back with -Force, and can come back from there' {
        $null = New-Series 'forced' | Invoke-FoldupPlan -Repository "$TestDrive/forced" -Confirm:$false
        Invoke-Git commit -q --allow-empty -m later
        $later = Invoke-Git rev-parse main
        $undone = Undo-FoldupPlan main -Force -Repository $folder -Confirm:$false
        Invoke-Git rev-parse main | Should -Be $tip
        Invoke-Git rev-parse $undone.Backup | Should -Be $later
        $null = Undo-FoldupPlan main -Repository $folder -Confirm:$false
        Invoke-Git rev-parse main | Should -Be $later
        Invoke-Git for-each-ref refs/maintainer-tools | Should -BeNullOrEmpty
        Invoke-Git status --porcelain | Should -BeNullOrEmpty
    }

    It 'takes back one rewrite after the other, also where several were made in one second' {
        $null = New-Series 'several'
        foreach ($number in 1..3) { Write-File f (@(1..5) + "one$number" + 'two' + @(6..9)); Invoke-Git commit -q -a -m "feedback $number" }
        # The oldest fixup alone each time: the others are as many commits above it.
        $tips = foreach ($left in 3..0) {
            Invoke-Git rev-parse main
            $null = New-FoldupPlan -Repository $folder -Topic main -Since base -Fixup "main~$($left + 1)..main~$left" |
                Invoke-FoldupPlan -Repository $folder -Confirm:$false
        }
        Invoke-Git log --format=%s main | Should -Be @('two', 'one', 'base')
        # Whatever the clock said: several of one second, then one of the next.
        foreach ($ref in @(Invoke-Git for-each-ref '--format=%(refname)' refs/maintainer-tools)) { Invoke-Git update-ref -d $ref }
        $names = '20260101T000000Z', '20260101T000000Z-2', '20260101T000000Z-10', '20260101T000001Z'
        foreach ($number in 0..3) { Invoke-Git update-ref "refs/maintainer-tools/backup/main/$($names[$number])" $tips[$number] }
        foreach ($expected in $tips[3], $tips[2], $tips[1], $tips[0]) {
            Undo-FoldupPlan main -Repository $folder -Confirm:$false | ForEach-Object NewTip | Should -Be $expected
        }
        Invoke-Git for-each-ref refs/maintainer-tools | Should -BeNullOrEmpty
        Invoke-Git status --porcelain | Should -BeNullOrEmpty
    }

    It 'keeps what was committed between two rewrites' {
        $null = New-Series 'between' | Invoke-FoldupPlan -Repository "$TestDrive/between" -Confirm:$false
        Write-File f (@(1..5) + 'one!' + 'two!' + @(6..9)); Invoke-Git commit -q -a -m 'more feedback'
        $more = Invoke-Git rev-parse main
        $null = New-FoldupPlan -Repository $folder -Topic main -Since base -Fixup main~1..main | Invoke-FoldupPlan -Repository $folder -Confirm:$false
        Undo-FoldupPlan main -Repository $folder -Confirm:$false | ForEach-Object NewTip | Should -Be $more
        $problem = $null
        Undo-FoldupPlan main -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'MovedSinceRewrite,*'
        Invoke-Git rev-parse main | Should -Be $more
    }

    It 'takes a backup of that branch only, and drops no other ref' {
        $rewrite = New-Series 'backups' | Invoke-FoldupPlan -Repository "$TestDrive/backups" -Confirm:$false
        Invoke-Git branch other main
        Invoke-Git update-ref refs/maintainer-tools/backup/other/20260101T000000Z base
        $before = (Invoke-Git for-each-ref) -join ';'
        $problem = $null
        foreach ($backup in 'refs/heads/main', 'refs/tags/base', 'refs/maintainer-tools/backup/other/20260101T000000Z', 'refs/maintainer-tools/backup/main/x') {
            Undo-FoldupPlan main -Backup $backup -Force -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotABackup,*'
            $problem[0].TargetObject | Should -Be $backup
        }
        Undo-FoldupPlan other -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RewriteNotRecorded,*'
        $backup = 'refs/maintainer-tools/backup/main/20260101T000000Z'
        Undo-FoldupPlan main -Backup $backup -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BackupNotFound,*'
        Undo-FoldupPlan nosuch -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BackupNotFound,*'
        (Invoke-Git for-each-ref) -join ';' | Should -Be $before
    }

    It 'says that a rewrite into a new branch has no backup, and leaves an older one alone' {
        $plan = New-Series 'new-branch'
        Invoke-Git update-ref refs/maintainer-tools/backup/copy/20260101T000000Z base
        $rewrite = $plan | Invoke-FoldupPlan -Branch copy -Repository $folder
        $before = (Invoke-Git for-each-ref) -join ';'
        $problem = $null
        $rewrite | Undo-FoldupPlan -Force -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BackupNotFound,*'
        (Invoke-Git for-each-ref) -join ';' | Should -Be $before
    }

    It 'takes a linked worktree along that has the branch checked out' {
        $null = New-Series 'linked'
        Invoke-Git branch topic
        Invoke-Git worktree add -q "$folder-linked" topic
        $linked = "$folder-linked"
        $rewrite = New-FoldupPlan -Repository $folder -Topic topic -Since base -Fixup topic~1..topic | Invoke-FoldupPlan -Repository $folder -Confirm:$false
        & git -C $linked status --porcelain | Should -BeNullOrEmpty
        Add-Content $linked/f local
        $problem = $null
        $rewrite | Undo-FoldupPlan -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BranchCheckedOutDirty,*'
        & git -C $linked checkout -q f
        $null = $rewrite | Undo-FoldupPlan -Repository $linked -Confirm:$false
        & git -C $linked status --porcelain | Should -BeNullOrEmpty
        & git -C $linked rev-parse HEAD | Should -Be $tip
    }

    It 'takes back the refs that moved along' {
        $plan = New-Series 'followers'
        Invoke-Git branch middle main~2
        Invoke-Git notes add -m noted main~2
        $before = (Invoke-Git for-each-ref) -join ';'
        $rewrite = $plan | Invoke-FoldupPlan -Repository $folder -UpdateRefs -Confirm:$false
        $rewrite.UpdatedRef | Should -Be @('refs/heads/middle', 'refs/notes/commits')
        Invoke-Git notes show main~1 | Should -Be 'noted'
        $undone = $rewrite | Undo-FoldupPlan -Repository $folder -Confirm:$false
        $undone.UpdatedRef | Should -Be @('refs/heads/middle', 'refs/notes/commits')
        (Invoke-Git for-each-ref) -join ';' | Should -Be $before
    }

    It 'refuses when one of them has moved since, and takes the branch alone when asked' {
        $plan = New-Series 'follower-moved'
        Invoke-Git branch middle main~2
        $rewrite = $plan | Invoke-FoldupPlan -Repository $folder -UpdateRefs -Confirm:$false
        Invoke-Git branch -f middle base
        $before = (Invoke-Git for-each-ref) -join ';'
        $problem = $null
        Undo-FoldupPlan main -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FollowerMoved,*'
        $problem[0].TargetObject | Should -Be 'refs/heads/middle'
        (Invoke-Git for-each-ref) -join ';' | Should -Be $before
        Undo-FoldupPlan main -BranchOnly -Repository $folder -Confirm:$false -PassThru | ForEach-Object Applied | Should -BeTrue
        Invoke-Git rev-parse main | Should -Be $tip
        Invoke-Git rev-parse middle | Should -Be (Invoke-Git rev-parse base)
        Invoke-Git for-each-ref refs/maintainer-tools | Should -BeNullOrEmpty
    }
}
