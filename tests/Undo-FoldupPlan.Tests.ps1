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
}
