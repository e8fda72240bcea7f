# Runs tests/<Name>.Tests.ps1 with the Pester that is given, on the module that is given, and leaves "passed failed skipped" in CountsPath.
# build.ps1 starts it in a process of its own.
param(
    [string] $Name = '*',
    [string] $Filter = '*',
    [Parameter(Mandatory)] [string] $Manifest,
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $CountsPath
)

$ErrorActionPreference = 'Stop'
$files = @(Get-ChildItem $PSScriptRoot -Filter "$Name.Tests.ps1" | Sort-Object Name)
if ($files.Count -eq 0) { throw "No file tests/$Name.Tests.ps1." }

Import-Module $Pester
Write-Host "Testing $Manifest with Pester $((Get-Module Pester).Version) in PowerShell $($PSVersionTable.PSVersion)."
$env:MAINTAINERTOOLS_MANIFEST = $Manifest
$configuration = New-PesterConfiguration
$configuration.Run.Path = $files.FullName
$configuration.Run.PassThru = $true
$configuration.Filter.FullName = $Filter
$configuration.Output.Verbosity = 'Normal'
if ([System.Console]::IsOutputRedirected) {
    $PSStyle.OutputRendering = 'PlainText'
    $configuration.Output.RenderMode = 'Plaintext'
}
# The tests have pwsh's default; 'Stop' above is for this script.
$result = & { $ErrorActionPreference = 'Continue'; Invoke-Pester -Configuration $configuration }
# A file that throws in discovery and an AfterAll that throws have no test to fail.
$failed = $result.FailedCount + $result.FailedContainersCount
if ($failed -eq 0 -and $result.Result -ne 'Passed') { $failed = 1 }
# What the filter leaves out is not run, which is not the same as skipped.
if (-not $failed -and $result.TotalCount -eq $result.NotRunCount) { throw "No test like $Filter." }
Set-Content $CountsPath "$($result.PassedCount) $failed $($result.TotalCount - $result.PassedCount - $result.FailedCount - $result.NotRunCount)"
