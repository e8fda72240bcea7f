# Runs a cmdlet in a process of its own that is killed, or in which one call fails, in the middle of what it writes. Dot-source it in BeforeAll, after
# TestSeries.ps1; $noFaults says why that cannot be done here, and is empty where it can.
if (-not (Get-Command Invoke-HostScript -ErrorAction Ignore)) { . "$PSScriptRoot/../HostProcess.ps1" }
$noFaults = if (-not $IsLinux) { 'needs LD_PRELOAD, which Linux has' }
    elseif (-not (Get-Command cc -ErrorAction Ignore)) { 'needs a C compiler (cc)' }
    else { '' }
$faults = Join-Path $TestDrive 'faults.so'
if (-not $noFaults) {
    & cc -O1 -shared -fPIC -o $faults "$PSScriptRoot/faults.c" -ldl
    if ($LASTEXITCODE -ne 0) { throw 'the fault library does not compile' }
}

# Everything that there is to see of a repository, but for the operations' own records: refs, status, files, and git's opinion of it.
function Get-RepositoryState([string] $Path) {
    $refs = & git -C $Path for-each-ref '--format=%(objectname) %(refname)' refs/heads refs/tags refs/notes
    $files = Get-ChildItem $Path -File -Recurse | Sort-Object FullName |
        ForEach-Object { "$($_.FullName.Substring($Path.Length)) $((Get-FileHash $_.FullName).Hash)" }
    (@($refs) + @(& git -C $Path status --porcelain) + @($files)) -join "`n"
}

# What a process that was cut off must not leave behind once the operation is ended.
function Get-Leftover([string] $Path) {
    @(Get-ChildItem "$Path/.git" -Recurse -Force -File | Where-Object {
        $_.Name -like '*.lock' -or $_.Name -like 'tmp_*' -or $_.Name -like 'pack_git2*' -or $_.FullName -like '*/operations/open/*'
    }).FullName
}

# Runs a script block's text with the module imported, on the repository; returns how many calls it came to, and what it wrote.
function Invoke-WithFault([string] $Path, [string] $Script, [int] $Kill, [int] $Fail, [int] $Errno) {
    $count, $armed = "$TestDrive/count", "$TestDrive/armed"
    Remove-Item $count, $armed -ErrorAction Ignore
    $text = "`$ConfirmPreference = 'None'; Import-Module '$manifest'; Set-Location '$Path'; `$null = New-Item '$armed'; $Script; Remove-Item '$armed'"
    $variables = @{
        LD_PRELOAD = $faults
        FAULTS_ROOT = $Path
        FAULTS_ARMED = $armed
        FAULTS_COUNT = $count
        FAULTS_KILL = "$Kill"
        FAULTS_FAIL = "$Fail"
        FAULTS_ERRNO = "$Errno"
    }
    $run = Invoke-HostScript $text -Environment $variables
    [pscustomobject]@{ Calls = (Test-Path $count) ? (Get-Item $count).Length : 0; Output = $run.Output + $run.Error }
}
