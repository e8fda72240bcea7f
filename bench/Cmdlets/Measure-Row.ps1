<#
.SYNOPSIS
Runs one row of the benchmark of cmdlets in this process, which is a new one: the first call, then the same again.
.OUTPUTS
One line of JSON: CPU and wall time in milliseconds of import, first and later calls, peak memory in MiB, and what the cmdlet answered.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Manifest,
    [Parameter(Mandatory)] [string] $Row,
    [Parameter(Mandatory)] [string] $Repository,
    [int] $Warm = 3
)
$ErrorActionPreference = 'Stop'
$process = [Diagnostics.Process]::GetCurrentProcess()

function Measure-Call([scriptblock] $Call) {
    $process.Refresh()
    $cpu = $process.TotalProcessorTime
    $wall = [Diagnostics.Stopwatch]::StartNew()
    $answer = & $Call
    $wall.Stop()
    $process.Refresh()
    [pscustomobject]@{ Cpu = ($process.TotalProcessorTime - $cpu).TotalMilliseconds; Wall = $wall.Elapsed.TotalMilliseconds; Answer = $answer }
}

$rows = & (Join-Path $PSScriptRoot Rows.ps1)
$chosen = $rows | Where-Object Name -EQ $Row
$import = Measure-Call { Import-Module -Name $Manifest -Force }
# What a row needs beside the repository is worked out before the clock starts.
$given = if ($chosen.Prepare) { & $chosen.Prepare $Repository }
$first = Measure-Call { & $chosen.Ours $Repository $given 3> $null }
$later = @(for ($i = 0; $i -lt $Warm; $i++) { Measure-Call { & $chosen.Ours $Repository $given 3> $null } })
$process.Refresh()
[pscustomobject]@{
    Import    = $import.Cpu
    First     = $first.Wall
    FirstCpu  = $first.Cpu
    Warm      = ($later.Wall | Sort-Object)[[int][Math]::Floor($later.Count / 2)]
    WarmCpu   = ($later.Cpu | Sort-Object)[[int][Math]::Floor($later.Count / 2)]
    Peak      = $process.PeakWorkingSet64 / 1MB
    Answer    = @($first.Answer)
    SameAgain = -not @($later | Where-Object { ($_.Answer -join "`n") -ne ($first.Answer -join "`n") })
} | ConvertTo-Json -Compress -Depth 3
