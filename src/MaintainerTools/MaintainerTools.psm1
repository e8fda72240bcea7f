# Loads the result types into PowerShell's default context and everything else into the module's own (ModuleLoadContext).
# Import-Module is asked for by module, so that a function of that name in the session cannot take its place.
$importModule = Get-Command -Name Import-Module -Module Microsoft.PowerShell.Core

if (-not ('MaintainerTools.ModuleLoadContext' -as [type])) {
    $null = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($PSScriptRoot, 'MaintainerTools.dll'))
}

# From here on $cmdlets is loaded once per process; a session that imports a second copy of the module would silently get the first.
$results = [MaintainerTools.ModuleLoadContext].Assembly.Location
if ([System.IO.Path]::GetDirectoryName($results) -ne $PSScriptRoot) {
    throw [System.InvalidOperationException]::new(
        "This process has already loaded MaintainerTools from '$results'. Start a new PowerShell process to use the copy in '$PSScriptRoot'.")
}

$cmdlets = & $importModule -Assembly ([MaintainerTools.ModuleLoadContext]::Cmdlets) -PassThru

# On 'Import-Module -Force' PowerShell takes the nested module from its table and does not export its cmdlets from this one again
# (PowerShell issue 20710), so they are added by hand; the first import already has them.
$addExportedCmdlet = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
    $addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
}

# Jobs, remoting and Export-Clixml write a result whole, however deep its lists lie, and bring it back as the type that it was. The types file is read before
# the types are there, so it is said here, for all of them at once.
$converter = [MaintainerTools.ModuleLoadContext]::Cmdlets.GetType('MaintainerTools.Cmdlets.ResultConverter')
$typeData = foreach ($type in [MaintainerTools.ModuleInfo]::ResultTypes) {
    $live = [System.Management.Automation.Runspaces.TypeData]::new($type)
    $live.SerializationDepth = 8
    $live.TypeConverter = $converter
    $live
    $brought = [System.Management.Automation.Runspaces.TypeData]::new("Deserialized.$($type.FullName)")
    $brought.TargetTypeForDeserialization = $type
    $brought
}
Microsoft.PowerShell.Utility\Update-TypeData -TypeData $typeData -Force
