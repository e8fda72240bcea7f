BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'MaintainerTools.psd1'))
    foreach ($pair in @('GIT_CONFIG_NOSYSTEM', '1'), @('GIT_CONFIG_GLOBAL', '/dev/null'), @('GIT_AUTHOR_NAME', 'A U Thor'), @('GIT_AUTHOR_EMAIL', 'a@example.com'),
        @('GIT_COMMITTER_NAME', 'C O Mitter'), @('GIT_COMMITTER_EMAIL', 'c@example.com')) {
        [System.Environment]::SetEnvironmentVariable($pair[0], $pair[1])
    }
    function Invoke-Git { & git -C $script:folder -c core.autocrlf=false @args }
    function Write-File([string] $Name, [string[]] $Line) {
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($script:folder, $Name), ($Line -join "`n") + "`n")
    }
    # base; "one" and "two" write neighbouring lines; then a fixup of "one".
    function New-Series([string] $Name) {
        $script:folder = [System.IO.Path]::Combine("$TestDrive", $Name)
        $null = [System.IO.Directory]::CreateDirectory($script:folder)
        Invoke-Git init -q -b main
        Write-File f @(1..9); Invoke-Git add -A; Invoke-Git commit -q -m base; Invoke-Git tag base
        Write-File f (@(1..5) + 'one' + @(6..9)); Invoke-Git commit -q -a -m one
        Write-File f (@(1..5) + 'one' + 'two' + @(6..9)); Invoke-Git commit -q -a -m two
        Write-File f (@(1..5) + 'one!' + 'two' + @(6..9)); Invoke-Git commit -q -a -m feedback
        $script:tip = Invoke-Git rev-parse main
        $script:tree = Invoke-Git rev-parse 'main^{tree}'
        New-FoldupPlan -Repository $script:folder -Topic main -Since base -Fixup main~1..main
    }
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
        [System.IO.File]::WriteAllText("$TestDrive/bad", $text)
        $problem = $null
        Import-FoldupPlan "$TestDrive/bad" -Repository $folder -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
    }
}
