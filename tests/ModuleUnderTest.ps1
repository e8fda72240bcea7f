# Imports the module that is tested: the clone's, or the one that build.ps1 names (Test -Packed). Dot-source it in BeforeAll, and in BeforeDiscovery where
# the tests are made from the cmdlets.
$root = Split-Path $PSScriptRoot
$manifest = $env:MAINTAINERTOOLS_MANIFEST ? $env:MAINTAINERTOOLS_MANIFEST : (Join-Path $root 'MaintainerTools.psd1')
Import-Module $manifest
