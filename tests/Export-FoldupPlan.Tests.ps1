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

Describe 'Export-FoldupPlan' {
    It 'writes JSON, silently' {
        New-Series 'json' | Export-FoldupPlan -Path "$TestDrive/plan.json" | Should -BeNullOrEmpty
        [System.IO.File]::ReadAllText("$TestDrive/plan.json") | Should -Match '"ReasonKind": "LineOverlap"'
    }

    It 'writes a todo list and puts the file out with -PassThru' {
        $file = New-Series 'todo' | Export-FoldupPlan -Path "$TestDrive/plan.todo" -Format RebaseTodo -Repository "$TestDrive/todo" -PassThru
        $file | Should -BeOfType ([System.IO.FileInfo])
        [System.IO.File]::ReadAllLines($file.FullName) | ForEach-Object { $_.Split(' ')[0] } | Should -Be @('pick', 'fixup', 'pick')
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
