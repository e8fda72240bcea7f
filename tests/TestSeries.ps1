# A repository under TestDrive with a fixed identity and no configuration of the machine's, and a small series in it. Dot-source it in BeforeAll.
$env:GIT_CONFIG_NOSYSTEM = '1'
$env:GIT_CONFIG_GLOBAL = '/dev/null'
$env:GIT_AUTHOR_NAME, $env:GIT_AUTHOR_EMAIL = 'A U Thor', 'a@example.com'
$env:GIT_COMMITTER_NAME, $env:GIT_COMMITTER_EMAIL = 'C O Mitter', 'c@example.com'
function Invoke-Git { & git -C $script:folder @args }
# Lines end here as they are written, wherever the machine's configuration says otherwise: git and the module are to see the same.
function Initialize-Repository {
    Invoke-Git init -q -b main
    Invoke-Git config core.autocrlf false
}
function Write-File([string] $Name, [string[]] $Line) {
    Set-Content (Join-Path $script:folder $Name) (($Line -join "`n") + "`n") -NoNewline
}
# base; "one" and "two" write neighbouring lines; then a fixup of "one".
function New-Series([string] $Name) {
    $script:folder = Join-Path $TestDrive $Name
    $null = New-Item $script:folder -ItemType Directory
    Initialize-Repository
    Write-File f @(1..9); Invoke-Git add -A; Invoke-Git commit -q -m base; Invoke-Git tag base
    Write-File f (@(1..5) + 'one' + @(6..9)); Invoke-Git commit -q -a -m one
    Write-File f (@(1..5) + 'one' + 'two' + @(6..9)); Invoke-Git commit -q -a -m two
    Write-File f (@(1..5) + 'one!' + 'two' + @(6..9)); Invoke-Git commit -q -a -m feedback
    $script:tip = Invoke-Git rev-parse main
    $script:tree = Invoke-Git rev-parse 'main^{tree}'
    New-FoldupPlan -Repository $script:folder -Topic main -Since base -Fixup main~1..main
}
