# A repository under TestDrive with a fixed identity and no configuration of the machine's, and a small series in it. Dot-source it in BeforeAll.
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
