BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'MaintainerTools.psd1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'TestSeries.ps1'))
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

    It 'leaves a branch alone that has moved since' {
        $rewrite = New-Series 'moved' | Invoke-FoldupPlan -Repository "$TestDrive/moved" -Confirm:$false
        Invoke-Git commit -q --allow-empty -m later
        $problem = $null
        $rewrite | Undo-FoldupPlan -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RefMoved,*'
        Undo-FoldupPlan other -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BackupNotFound,*'
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
