<#
.SYNOPSIS
Measures what a user waits for: each job with the cmdlet in a new PowerShell, first call and later ones, beside git where git answers the same.
.DESCRIPTION
The repositories are named by environment variables: BENCH_GIT (a clone of git/git), BENCH_LARGE (a generated history with a commit-graph). A
row whose repository is not named is listed as not run. The cmdlet's answer is compared with the peer's, and that of a later call with the first; a row in
which they differ says so, and then the exit code is 1. Run it while nothing else runs.
.PARAMETER Manifest
The module's manifest.
.PARAMETER Row
Only the rows whose name is like this.
.PARAMETER Rounds
How often each row is run, cmdlet and peer in turn; the median counts.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Manifest,
    [string] $Row = '*',
    [int] $Rounds = 3
)
$ErrorActionPreference = 'Stop'
$pwsh = [Environment]::ProcessPath
# PowerShell as a .NET tool runs in dotnet.
$arguments = @(if ((Split-Path $pwsh -LeafBase) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' })
$measure = Join-Path $PSScriptRoot Measure-Row.ps1
$repositories = @{ Git = $env:BENCH_GIT; Large = $env:BENCH_LARGE }

# The processor time of the processes that this one has waited for, in milliseconds; null where the system does not tell.
function Get-ChildTime {
    if (-not (Test-Path -LiteralPath /proc/self/stat)) { return $null }
    $fields = (Get-Content -Raw -LiteralPath /proc/self/stat) -replace '^.*\) ' -split ' '
    10.0 * ([long]$fields[13] + [long]$fields[14])
}

function Measure-Child([scriptblock] $Call) {
    $cpu = Get-ChildTime
    $wall = [Diagnostics.Stopwatch]::StartNew()
    $answer = @(& $Call)
    $wall.Stop()
    [pscustomobject]@{ Cpu = if ($null -ne $cpu) { (Get-ChildTime) - $cpu }; Wall = $wall.Elapsed.TotalMilliseconds; Answer = $answer }
}

function Get-Median($Values) {
    $sorted = @($Values | Where-Object { $null -ne $_ } | Sort-Object)
    if ($sorted) { $sorted[[int][Math]::Floor(($sorted.Count - 1) / 2)] }
}

function Get-Ratio($Ours, $Theirs) { if ($Ours -and $Theirs) { [Math]::Round($Ours / $Theirs, 2) } }

$bare = Get-Median @(1..$Rounds | ForEach-Object { (Measure-Child { & $pwsh @arguments -NoProfile -NonInteractive -Command 1 }).Cpu })
$differ = 0
$imports = @()
$table = foreach ($one in & (Join-Path $PSScriptRoot Rows.ps1) | Where-Object Name -Like $Row) {
    $repository = $repositories[$one.On]
    if (-not $repository) {
        Write-Host "$($one.Name): not run, BENCH_$($one.On.ToUpperInvariant()) names no repository"
        continue
    }
    $given = if ($one.Prepare) { & $one.Prepare $repository }
    $theirs = @()
    $ours = @(for ($i = 0; $i -lt $Rounds; $i++) {
            $run = Measure-Child { & $pwsh @arguments -NoProfile -NonInteractive -File $measure -Manifest $Manifest -Row $one.Name -Repository $repository }
            $read = $run.Answer | Select-Object -Last 1 | ConvertFrom-Json
            $read | Add-Member Process $run.Cpu
            $read
            if ($one.Peer) { $theirs += Measure-Child { & $one.Peer $repository $given } }
        })
    $same = if (-not $one.Peer) { 'no peer' }
    elseif (($ours[0].Answer -join "`n") -eq ($theirs[0].Answer -join "`n")) { 'same' }
    else { 'DIFFERS' }
    if ($ours | Where-Object { -not $_.SameAgain }) { $same = 'DIFFERS from call to call' }
    if ($same -like 'DIFFERS*') { $differ++ }
    $imports += $ours.Import
    $git = Get-Median $theirs.Cpu
    [pscustomobject]@{
        Job     = $one.Name
        First   = [int](Get-Median $ours.FirstCpu)
        Warm    = [int](Get-Median $ours.WarmCpu)
        Wall    = [int](Get-Median $ours.Warm)
        Process = [int](Get-Median $ours.Process)
        Git     = if ($null -ne $git) { [int]$git }
        Ratio   = Get-Ratio (Get-Median $ours.WarmCpu) $git
        MiB     = [int](Get-Median $ours.Peak)
        Answer  = $same
        Wanted  = $one.Wanted
    }
    if ($one.NoPeer) { Write-Host "$($one.Name): $($one.NoPeer)" }
}
$table | Format-Table Job, First, Warm, Wall, Process, Git, Ratio, MiB, Answer, Wanted -AutoSize | Out-String -Width 160 | Write-Host
Write-Host ('CPU milliseconds, but for Wall (a later call). Process: the whole of a new one, of which a bare PowerShell takes {0:f0}; import {1:f0}.' -f
    $bare, (Get-Median $imports))
Write-Host "PowerShell $($PSVersionTable.PSVersion), $(git --version), $([Environment]::ProcessorCount) processors, $([DateTime]::UtcNow.ToString('yyyy-MM-dd'))"
exit [int]($differ -gt 0)
