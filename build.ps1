#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, shows, tests, measures and packs MaintainerTools.
.DESCRIPTION
In PowerShell 7.4 or later: pwsh build.ps1 Test. Where only the .NET SDK is installed: dotnet tool exec powershell --yes -- build.ps1 Test
.PARAMETER Task
Build (the default), Demo, Test, Fuzz, Bench, Package or Clean.
.PARAMETER Name
Test: only the files tests/<Name>.Tests.ps1 (wildcards), and not the engine's tests. Bench: which benchmark; Cmdlets is what users wait for.
Fuzz: which parsers, separated by commas.
.PARAMETER Filter
Test: of these files only the tests whose full name, Describe and It, is like this.
.PARAMETER Packed
Test: the module as Package makes it, instead of the one in the clone.
.PARAMETER Minutes
Fuzz: how long. Test ends with a minute of it.
.PARAMETER Seed
Fuzz: which inputs; the same seed gives the same.
.PARAMETER StandIn
Test: in surroundings that other systems have and Linux has not: the temporary folder lies behind a link, new repositories have core.autocrlf and no
symbolic links, threads have stacks of 1.5 MB.
.PARAMETER Coverage
Test: also writes which lines of the engine its tests reach, to out/test.
.PARAMETER PesterVersion
Test: this version of Pester. Without it an installed one from 5.5 on, and where there is none, the one of tests/Pester.
.PARAMETER Repository
Demo: a repository of your own instead of the sample; -Since and -Candidate name its commits, Candidate may be A,B,C.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)] [ValidateSet('Build', 'Demo', 'Test', 'Fuzz', 'Bench', 'Package', 'Clean')] [string] $Task = 'Build',
    [Parameter(Position = 1)] [string] $Name,
    [string] $Filter,
    [switch] $Packed,
    [switch] $StandIn,
    [switch] $Coverage,
    [version] $PesterVersion,
    [double] $Minutes = 1,
    [int] $Seed = 1,
    [string] $Repository,
    [string] $Since,
    [string[]] $Candidate
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

# A script in a new process of this PowerShell: an imported module cannot be unloaded, and its files could not be built again.
function Invoke-Script([string[]] $Arguments) {
    $program = [System.Environment]::ProcessPath
    # PowerShell as a .NET tool runs in dotnet.
    $before = @(if ((Split-Path $program -LeafBase) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' })
    & $program @before -NoProfile -NonInteractive -File @Arguments
}

# The module and its help. No node stays behind to hold files that the next build or Clean replaces.
function Build([string[]] $Property) {
    Write-Host 'Building the module and its help. The first build also fetches packages from NuGet.'
    dotnet build src/HelpBuilder -c Release -v minimal --nologo -nodeReuse:false -tl:off @Property
    if ($LASTEXITCODE) { throw "dotnet build failed with exit code $LASTEXITCODE." }
}

function Package {
    if (Test-Path lib) { Remove-Item lib -Recurse -Force }
    Build '-p:ImageSets=all'
    $version = (Import-PowerShellDataFile MaintainerTools.psd1).ModuleVersion
    $target = "out/MaintainerTools/$version"
    if (Test-Path out/MaintainerTools) { Remove-Item out/MaintainerTools -Recurse -Force }
    $null = New-Item "$target/en-US" -ItemType Directory
    Copy-Item MaintainerTools.psd1, LICENSE, README.md, lib $target -Recurse
    Copy-Item en-US/*-Help.xml, en-US/*.help.txt "$target/en-US"
    # Symbols and the compiler's documentation are for the clone.
    Get-ChildItem "$target/lib" -Recurse -Include *.pdb, *.xml | Remove-Item
    Compress-Archive out/MaintainerTools "out/MaintainerTools-$version.zip" -Force
    Write-Host "The module is in $target and in out/MaintainerTools-$version.zip; Publish-PSResource -Path $target publishes it."
}

# Where the Pester to test with is; one that is not installed is fetched into out/, not into the user's profile.
function Get-Pester {
    $installed = Get-Module Pester -ListAvailable | Where-Object { $PesterVersion ? $_.Version -eq $PesterVersion : $_.Version -ge '5.5' }
    if ($installed) { return ($installed | Sort-Object Version)[-1].Path }
    $property = @(if ($PesterVersion) { "-p:PesterVersion=$PesterVersion" })
    $path = dotnet restore tests/Pester --nologo -nodeReuse:false @property -getProperty:PesterManifest
    if ($LASTEXITCODE) { throw "dotnet restore tests/Pester failed with exit code ${LASTEXITCODE}: $path" }
    $path
}

# Each leaves its counts (passed, failed, skipped) in out/test.
function Test-Module {
    $manifest = Convert-Path ($Packed ? 'out/MaintainerTools/*/MaintainerTools.psd1' : 'MaintainerTools.psd1')
    $arguments = 'tests/Invoke-Tests.ps1', '-Manifest', $manifest, '-Pester', (Get-Pester), '-CountsPath', 'out/test/module.counts'
    # Each in one word: a wildcard of its own would be expanded to the files here before the other process sees it.
    if ($Name) { $arguments += "-Name:$Name" }
    if ($Filter) { $arguments += "-Filter:$Filter" }
    Invoke-Script $arguments
}

function Test-Engine {
    Write-Host 'Building and running the tests of the engine.'
    $collect = @(if ($Coverage) { '--collect', 'XPlat Code Coverage;ExcludeByAttribute=GeneratedCodeAttribute' })
    dotnet test tests/Engine -c Release --nologo -nodeReuse:false -tl:off --logger 'trx;LogFileName=engine.trx' --results-directory out/test @collect
    $exitCode = $LASTEXITCODE
    if ($Coverage) {
        $lines = ([xml](Get-Content out/test/*/coverage.cobertura.xml -Raw)).coverage
        Write-Host "The engine's tests reach $($lines.'lines-covered') of $($lines.'lines-valid') lines."
    }
    if (-not (Test-Path out/test/engine.trx)) { return }
    $counters = ([xml](Get-Content out/test/engine.trx -Raw)).TestRun.ResultSummary.Counters
    $failed = [int]$counters.executed - [int]$counters.passed
    if ($exitCode -and -not $failed) { $failed = 1 }
    Set-Content out/test/engine.counts "$($counters.passed) $failed $([int]$counters.total - [int]$counters.executed)"
}

# Parsers and damaged input. What is found is left in out/fuzz, with the input that took longest.
function Invoke-Fuzz([string[]] $More) {
    Write-Host "Feeding the parsers with damaged input for $Minutes min."
    dotnet build tests/Fuzz -c Release -v quiet --nologo -nodeReuse:false -tl:off
    if ($LASTEXITCODE) { throw "dotnet build failed with exit code $LASTEXITCODE." }
    $arguments = '--minutes', $Minutes.ToString([cultureinfo]::InvariantCulture), '--seed', $Seed, '--out', 'out/fuzz'
    if ($Name) { $arguments += '--only', $Name }
    dotnet tests/Fuzz/bin/Release/net10.0/MaintainerTools.Fuzz.dll @arguments @More
}

function Fuzz {
    Invoke-Fuzz
    exit $LASTEXITCODE
}

# One test more: that nothing is found in a minute, of the same inputs on each machine that gets to them.
function Test-Fuzz {
    # What cannot be built leaves no counts.
    try { Invoke-Fuzz '--rounds', '4000' } catch { Write-Host "$_"; return }
    Set-Content out/test/fuzz.counts ($LASTEXITCODE ? '0 1 0' : '1 0 0')
}

# What macOS (a temporary folder behind a link, small stacks) and Windows (line ends, no links) have, for all that the tests start.
function Enter-StandIn {
    $script:surroundings = (New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) "standin-$PID")).FullName
    $null = New-Item "$surroundings/real", "$surroundings/template/info", "$surroundings/template/hooks" -ItemType Directory
    $null = New-Item "$surroundings/temp" -ItemType SymbolicLink -Value "$surroundings/real"
    # git init takes over what a template has.
    Set-Content "$surroundings/template/info/exclude" '# None.'
    Set-Content "$surroundings/template/config" "[core]`n`tautocrlf = true`n`tsymlinks = false`n"
    $env:TMPDIR = "$surroundings/temp"
    $env:GIT_TEMPLATE_DIR = "$surroundings/template"
    $env:DOTNET_DefaultStackSize = '180000'
}

function Exit-StandIn {
    Remove-Item Env:TMPDIR, Env:GIT_TEMPLATE_DIR, Env:DOTNET_DefaultStackSize
    Remove-Item $surroundings -Recurse -Force -ErrorAction Ignore
}

function Test {
    if ($Packed) { Package } else { Build }
    if ($StandIn) { Enter-StandIn }
    if (Test-Path out/test) { Remove-Item out/test -Recurse -Force }
    $null = New-Item out/test -ItemType Directory
    $suites = @('module') + @(if (-not ($Name -or $Filter)) { 'engine', 'fuzz' })
    $counts = 0, 0, 0
    foreach ($suite in $suites) {
        & "Test-$suite"
        # Without counts nothing ran (a build error, a crash): that is a failure, not an empty run.
        $found = (Test-Path "out/test/$suite.counts") ? (Get-Content "out/test/$suite.counts").Split(' ') : (0, 1, 0)
        foreach ($i in 0..2) { $counts[$i] += [int]$found[$i] }
    }
    if ($StandIn) { Exit-StandIn }
    Write-Host "$($counts[0]) passed, $($counts[1]) failed, $($counts[2]) skipped"
    exit [int]($counts[1] -gt 0)
}

function Demo {
    Build
    $arguments = @('docs/demo.ps1')
    # -File hands an array over as one word, so the comma is the separator there.
    if ($Repository) { $arguments += '-Repository', $Repository, '-Since', $Since, '-Candidate', ($Candidate -join ',') }
    Invoke-Script $arguments
    exit $LASTEXITCODE
}

# What a user waits for is measured in a PowerShell of its own, the engine beside its peers in process.
function Bench {
    $failed = 0
    if ($Name -in '', '*', 'Cmdlets') {
        Build
        Invoke-Script 'bench/Cmdlets/Measure-Cmdlets.ps1', '-Manifest', (Join-Path $PSScriptRoot MaintainerTools.psd1)
        $failed = $LASTEXITCODE
    }
    if ($Name -ne 'Cmdlets') {
        dotnet run -c Release --project bench -- $Name
        $failed = $failed -bor $LASTEXITCODE
    }
    exit $failed
}

function Clean {
    'lib', 'out', 'bench/bin', 'bench/obj', 'src/*/bin', 'src/*/obj', 'tests/*/bin', 'tests/*/obj', 'en-US/*-Help.xml', 'en-US/*.help.txt' |
        Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
}

if ($Repository) { $Repository = Convert-Path -LiteralPath $Repository }
Push-Location -LiteralPath $PSScriptRoot
try { & $Task } finally { Pop-Location }
