BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
}

Describe 'Undo-TopicOperation' {
    It 'takes the newest back, and by its name brings it back' {
        $rewrite = New-Series 'back' | Invoke-FoldupPlan -Repository "$TestDrive/back" -Confirm:$false
        $undone = Undo-TopicOperation -Repository $folder -Confirm:$false
        $undone.Command | Should -Be 'Undo-TopicOperation'
        Invoke-Git rev-parse main | Should -Be $tip
        Invoke-Git for-each-ref refs/maintainer-tools | Should -BeNullOrEmpty
        Invoke-Git status --porcelain | Should -BeNullOrEmpty
        Invoke-Git diff-files | Should -BeNullOrEmpty
        (Get-TopicOperation $undone.Undoes -Repository $folder).State | Should -Be 'Undone'
        $null = Undo-TopicOperation $undone.Id -Repository $folder -Confirm:$false
        Invoke-Git rev-parse main $rewrite.Backup | Should -Be $rewrite.NewTip, $tip
    }

    It 'changes nothing with -WhatIf, and with -PassThru puts out what would be' {
        $null = New-Series 'whatif' | Invoke-FoldupPlan -Repository "$TestDrive/whatif" -Confirm:$false
        $before = (Invoke-Git for-each-ref) -join ';'
        Undo-TopicOperation -Repository $folder -WhatIf | Should -BeNullOrEmpty
        (Undo-TopicOperation -Repository $folder -WhatIf -PassThru).State | Should -Be 'Undone'
        (Invoke-Git for-each-ref) -join ';' | Should -Be $before
        @(Get-TopicOperation -Repository $folder).Count | Should -Be 1
        Undo-TopicOperation -Repository $folder -Confirm:$false -PassThru | Should -Not -BeNullOrEmpty
        Invoke-Git rev-parse main | Should -Be $tip
    }

    It 'says what stands in the way' {
        $rewrite = New-Series 'built' | Invoke-FoldupPlan -Repository "$TestDrive/built" -Confirm:$false
        Invoke-Git commit -q --allow-empty -m later
        $problem = $null
        Undo-TopicOperation -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationBuiltOn,*'
        $problem[0].TargetObject | Should -Be 'refs/heads/main'
        Invoke-Git reset -q --hard $rewrite.NewTip
        Add-Content "$folder/f" local
        Undo-TopicOperation -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BranchCheckedOutDirty,*'
        Invoke-Git checkout -q f
        $id = (Undo-TopicOperation -Repository $folder -Confirm:$false).Undoes
        Undo-TopicOperation $id -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'AlreadyUndone,*'
    }

    It 'makes what came from the work tree local again' {
        $null = New-Series 'local'
        Write-File f (@(1..5) + 'one!' + 'two!' + @(6..9))
        $null = New-FoldupPlan -Repository $folder -Topic main -Since base -WorkTree | Invoke-FoldupPlan -Repository $folder -Confirm:$false
        Invoke-Git status --porcelain | Should -BeNullOrEmpty
        $null = Undo-TopicOperation -Repository $folder -Confirm:$false
        Invoke-Git status --porcelain | Should -Be ' M f'
        Get-Content "$folder/f" | Should -Contain 'two!'
    }

    It 'does not delete a branch that is checked out' {
        $null = New-Series 'made' | Invoke-FoldupPlan -Branch copy -Repository "$TestDrive/made"
        Invoke-Git checkout -q copy
        $problem = $null
        Undo-TopicOperation -Repository $folder -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BranchCheckedOut,*'
        Invoke-Git checkout -q main
        $null = Undo-TopicOperation -Repository $folder -Confirm:$false
        Invoke-Git for-each-ref refs/heads/copy | Should -BeNullOrEmpty
    }
}
