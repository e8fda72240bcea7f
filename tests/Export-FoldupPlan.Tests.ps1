BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
}

Describe 'Export-FoldupPlan' {
    It 'writes JSON, silently' {
        New-Series 'json' | Export-FoldupPlan -Path "$TestDrive/plan.json" | Should -BeNullOrEmpty
        Get-Content "$TestDrive/plan.json" -Raw | Should -Match '"ReasonKind": "LineOverlap"'
    }

    It 'writes a todo list and puts the file out with -PassThru' {
        $file = New-Series 'todo' | Export-FoldupPlan -Path "$TestDrive/plan.todo" -Format RebaseTodo -Repository "$TestDrive/todo" -PassThru
        $file | Should -BeOfType ([System.IO.FileInfo])
        Get-Content $file | ForEach-Object { $_.Split(' ')[0] } | Should -Be @('pick', 'fixup', 'pick')
    }

    It 'writes nothing with -WhatIf, and names the file with -PassThru' {
        $plan = New-Series 'whatif'
        $plan | Export-FoldupPlan -Path "$TestDrive/none.json" -WhatIf | Should -BeNullOrEmpty
        ($plan | Export-FoldupPlan -Path "$TestDrive/none.json" -WhatIf -PassThru).Name | Should -Be 'none.json'
        "$TestDrive/none.json" | Should -Not -Exist
    }

    It 'has no todo list for changes that are in no commit' {
        $null = New-Series 'dirty'
        Write-File f (@(1..5) + 'one?' + 'two' + @(6..9))
        $problem = $null
        New-FoldupPlan -Repository $folder -Since base -WorkTree |
            Export-FoldupPlan -Path "$TestDrive/no.todo" -Format RebaseTodo -Repository $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'TodoNeedsCommits,*'
    }
}
