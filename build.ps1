#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, shows, tests, measures and packs MaintainerTools.
.DESCRIPTION
Runs the same in pwsh 7.4 or later (pwsh build.ps1 Test) and where only the .NET SDK is installed
(dotnet run --project src/Shell -- build.ps1 Test): only the language, .NET and the cmdlets of System.Management.Automation.dll.
.PARAMETER Task
Build (the default), Demo, Test, Bench, Package or Clean.
.PARAMETER Name
Test: only the files tests/<Name>.Tests.ps1 (wildcards), and not the engine's tests. Bench: which benchmark.
.PARAMETER Repository
Demo: a repository of your own instead of the sample; -Since and -Candidate name its commits, Candidate may be A,B,C.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)] [ValidateSet('Build', 'Demo', 'Test', 'Bench', 'Package', 'Clean')] [string] $Task = 'Build',
    [Parameter(Position = 1)] [string] $Name,
    [string] $Repository,
    [string] $Since,
    [string[]] $Candidate
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
$root = $PSScriptRoot
$inShell = $Host.Name -eq 'MaintainerTools.Shell'

function Join([string[]] $Part) { [System.IO.Path]::Combine([string[]](@($root) + $Part)) }

# Quiet on success, everything on failure. No node stays behind to hold files that the next build or Clean replaces.
function Invoke-Dotnet([string[]] $Arguments) {
    $output = & dotnet @Arguments 2>&1
    if ($LASTEXITCODE -eq 0) { return }
    foreach ($line in $output) { $Host.UI.WriteLine("$line") }
    throw "dotnet $($Arguments -join ' ') failed with exit code $LASTEXITCODE."
}

# The module and its help. Not src/Shell: this may be running in it, and Windows locks what runs.
function Build { Invoke-Dotnet build, (Join src, HelpBuilder), '-c', 'Release', '-nodeReuse:false', '-v', 'quiet', '--nologo' }

# A script in a fresh process of this same host: an imported module cannot be unloaded, and its files could not be built again.
function Invoke-InFreshProcess([string[]] $Arguments) {
    $program = [System.Environment]::ProcessPath
    $before = @()
    # pwsh as a .NET tool, or the shell without its own executable: dotnet runs a dll, which is the first word of the command line.
    if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { $before = @([System.Environment]::GetCommandLineArgs()[0]) }
    & $program @before -NoProfile -NonInteractive -File @Arguments
}

function Test-Engine {
    $folder = Join out, test
    $trx = Join out, test, 'engine.trx'
    if ([System.IO.File]::Exists($trx)) { [System.IO.File]::Delete($trx) }
    $output = & dotnet test (Join tests, Engine) -c Release --nologo '-nodeReuse:false' --logger 'trx;LogFileName=engine.trx' --results-directory $folder 2>&1
    $failed = $LASTEXITCODE -ne 0
    if ($failed) { foreach ($line in $output) { $Host.UI.WriteLine("$line") } }
    # Without a result file nothing ran (a build error, a crash): that is a failure, not an empty run.
    if (-not [System.IO.File]::Exists($trx)) { return 0, 1, 0 }
    $counters = ([xml][System.IO.File]::ReadAllText($trx)).TestRun.ResultSummary.Counters
    $bad = [int]$counters.total - [int]$counters.passed - ([int]$counters.total - [int]$counters.executed)
    if ($failed -and $bad -eq 0) { $bad = 1 }
    [int]$counters.passed, $bad, ([int]$counters.total - [int]$counters.executed)
}

function Test-Module {
    $counts = Join out, test, 'module.counts'
    $null = [System.IO.Directory]::CreateDirectory((Join out, test))
    if ([System.IO.File]::Exists($counts)) { [System.IO.File]::Delete($counts) }
    $arguments = @((Join tests, 'Invoke-Tests.ps1'), '-CountsPath', $counts)
    # In one word: a wildcard of its own would be expanded to the files here before the other process sees it.
    if ($Name) { $arguments += "-Name:$Name" }
    Invoke-InFreshProcess $arguments | Out-Host
    if (-not [System.IO.File]::Exists($counts)) { return 0, 1, 0 }
    [int[]]([System.IO.File]::ReadAllText($counts).Split(' '))
}

function Test {
    Build
    $module = Test-Module
    $engine = if ($Name) { 0, 0, 0 } else { Test-Engine }
    $passed, $failed, $skipped = foreach ($i in 0..2) { $module[$i] + $engine[$i] }
    $Host.UI.WriteLine("$passed passed, $failed failed, $skipped skipped")
    exit [int]($failed -gt 0)
}

function Demo {
    Build
    $arguments = @(Join docs, 'demo.ps1')
    if ($Repository) {
        # -File hands an array over as one word, so the comma is the separator here.
        $arguments += '-Repository', [System.IO.Path]::GetFullPath($Repository, $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath)
        $arguments += '-Since', $Since, '-Candidate', ($Candidate -join ',')
    }
    Invoke-InFreshProcess $arguments | Out-Host
    exit $LASTEXITCODE
}

function Bench {
    & dotnet run -c Release --project (Join bench) -- $Name | Out-Host
    exit $LASTEXITCODE
}

function Package {
    Build
    $version = ([regex]"(?m)^\s*ModuleVersion\s*=\s*'([^']+)'").Match([System.IO.File]::ReadAllText((Join 'MaintainerTools.psd1'))).Groups[1].Value
    $target = Join out, MaintainerTools, $version
    if ([System.IO.Directory]::Exists($target)) { [System.IO.Directory]::Delete($target, $true) }
    foreach ($pattern in 'MaintainerTools.psd1', 'LICENSE', 'README.md', 'lib/*', 'en-US/*') {
        $folder = Join ([System.IO.Path]::GetDirectoryName($pattern))
        if (-not [System.IO.Directory]::Exists($folder)) { continue }
        $depth = if ($pattern -like '*/*') { 'AllDirectories' } else { 'TopDirectoryOnly' }
        foreach ($file in [System.IO.Directory]::GetFiles($folder, [System.IO.Path]::GetFileName($pattern), $depth)) {
            # Symbols, compiler documentation and the pages' sources are for the clone.
            if ($file -match '\.(pdb|md)$' -and $file -notmatch 'README\.md$' -or $file -match 'MaintainerTools(\.Engine|\.Cmdlets)?\.xml$') { continue }
            $copy = [System.IO.Path]::Combine($target, [System.IO.Path]::GetRelativePath($root, $file))
            $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($copy))
            [System.IO.File]::Copy($file, $copy)
        }
    }
    $zip = Join out, "MaintainerTools-$version.zip"
    if ([System.IO.File]::Exists($zip)) { [System.IO.File]::Delete($zip) }
    $null = [System.Reflection.Assembly]::Load('System.IO.Compression.ZipFile')
    [System.IO.Compression.ZipFile]::CreateFromDirectory((Join out, MaintainerTools), $zip, 'Optimal', $true)
    "Publish-PSResource -Path $target"
    $zip
}

function Clean {
    $folders = @('lib', 'out', 'bench/bin', 'bench/obj')
    foreach ($parent in 'src', 'tests') {
        foreach ($project in [System.IO.Directory]::GetDirectories((Join $parent))) {
            if ($inShell -and [System.IO.Path]::GetFileName($project) -eq 'Shell') { continue }
            $folders += "$project/bin", "$project/obj"
        }
    }
    foreach ($folder in $folders) {
        $path = Join $folder
        if ([System.IO.Directory]::Exists($path)) { [System.IO.Directory]::Delete($path, $true) }
    }
    if (-not [System.IO.Directory]::Exists((Join 'en-US'))) { return }
    foreach ($pattern in '*-Help.xml', '*.help.txt') {
        foreach ($file in [System.IO.Directory]::GetFiles((Join 'en-US'), $pattern)) { [System.IO.File]::Delete($file) }
    }
}

& $Task
