BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
}

Describe 'Import-FoldupPlan' {
    It 'reads a plan back that can be carried out' {
        New-Series 'json' | Export-FoldupPlan -Path "$TestDrive/plan.json"
        $plan = Import-FoldupPlan "$TestDrive/plan.json" -Repository $folder
        $plan | Should -BeOfType ([MaintainerTools.FoldupPlan])
        $rewrite = $plan | Invoke-FoldupPlan -Repository $folder -Confirm:$false
        $rewrite.Folded | Should -Be 1
        Invoke-Git rev-parse 'main^{tree}' | Should -Be $tree
    }

    It 'reads a todo list' {
        $file = New-Series 'todo' | Export-FoldupPlan -Path "$TestDrive/plan.todo" -Format RebaseTodo -Repository "$TestDrive/todo" -PassThru
        $plan = $file | Import-FoldupPlan -Repository $folder -Topic main -Since base
        $plan.Item[0].TargetSubject | Should -Be 'one'
    }

    It 'reports <id> as an error that does not terminate' -ForEach @(
        @{ id = 'PlanFileMalformed'; text = '{ "Topik": "x" }' }
        @{ id = 'TodoNeedsSeries'; text = 'pick 1234567' }
    ) {
        $null = New-Series "bad-$id"
        Set-Content "$TestDrive/bad" $text -NoNewline
        $problem = $null
        Import-FoldupPlan "$TestDrive/bad" -Repository $folder -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
    }

    It 'says of a file with no plan in it that it is none, not a todo list' -ForEach @(@{ text = '' }, @{ text = 'null' }, @{ text = '[ ]' }) {
        Set-Content "$TestDrive/none" $text -NoNewline
        $problem = $null
        Import-FoldupPlan "$TestDrive/none" -Repository $TestDrive -Topic main -Since base -ErrorVariable problem -ErrorAction SilentlyContinue |
            Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PlanFileMalformed,*'
        "$($problem[0])" | Should -Not -Match 'pick'
    }
}
