BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
}

Describe 'Get-TopicOperation' {
    It 'is silent where nothing was moved' {
        $null = New-Series 'silent'
        Get-TopicOperation -Repository $folder | Should -BeNullOrEmpty
        Test-Path "$folder/.git/maintainer-tools/operations" | Should -BeFalse
    }

    It 'lists what was done: when, by which command, refs from and to' {
        $rewrite = New-Series 'lists' | Invoke-FoldupPlan -Repository "$TestDrive/lists" -Confirm:$false
        $null = Undo-FoldupPlan main -Repository $folder -Confirm:$false
        $undone, $done = Get-TopicOperation -Repository $folder
        $done | Should -BeOfType ([MaintainerTools.TopicOperation])
        $done.Command, $done.State, $undone.Command | Should -Be 'Invoke-FoldupPlan', 'Done', 'Undo-FoldupPlan'
        $done.Ref.Name, $done.Ref.Old, $done.Ref.New | Should -Be 'refs/heads/main', $tip, $rewrite.NewTip
        $done.Backup | Should -Be $rewrite.Backup
        $done.WorkTree | Should -Be $folder
        $done.IsCutOff | Should -BeFalse
        [Math]::Abs(([DateTimeOffset]::Now - $done.Time).TotalHours) | Should -BeLessThan 1
        Get-TopicOperation $done.Id -Repository $folder | ForEach-Object Id | Should -Be $done.Id
        Get-TopicOperation -CutOff -Repository $folder | Should -BeNullOrEmpty
        ($undone, $done | Format-Table | Out-String -Width 80) -split "`n" | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 80 }
    }

    It 'says that a name is none' {
        $null = New-Series 'none'
        Get-TopicOperation 20200101T000000Z -Repository $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'OperationNotFound,*'
        $problem[0].TargetObject | Should -Be '20200101T000000Z'
    }

    It 'says that a pattern is none' {
        $null = New-Series 'pattern'
        Get-TopicOperation 'a[b' -Repository $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPath,*'
        $problem[0].TargetObject | Should -Be 'a[b'
    }

    It 'says that a drive is none' {
        Get-TopicOperation -Repository 'nowhere:/repository' -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPath,*'
        $problem[0].TargetObject | Should -Be 'nowhere'
    }

    It 'completes names' {
        $null = New-Series 'complete' | Invoke-FoldupPlan -Repository "$TestDrive/complete" -Confirm:$false
        $line = "Get-TopicOperation -Repository '$folder' -Id "
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be (Get-TopicOperation -Repository $folder).Id
        $line = "Resume-TopicOperation -Repository '$folder' -Id "
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Not -Contain (Get-TopicOperation -Repository $folder).Id
    }
}
