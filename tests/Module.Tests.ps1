BeforeDiscovery {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    # Every result type that a cmdlet says it writes.
    $resultTypes = Get-Command -Module MaintainerTools | ForEach-Object OutputType |
        Where-Object { $_.Type -and $_.Type.Assembly.GetName().Name -eq 'MaintainerTools' } |
        ForEach-Object { $_.Type.FullName } | Sort-Object -Unique | ForEach-Object { @{ type = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/HostProcess.ps1"
    $folder = Split-Path $manifest

    # Two commits, the second on a branch of its own: what a cmdlet needs to show that engine and native library are there.
    $repository = Join-Path $TestDrive 'repository'
    $identity = '-c', 'user.name=A U Thor', '-c', 'user.email=author@example.com'
    $null = & git init -q $repository 2>&1
    $null = & git -C $repository @identity commit -q --allow-empty -m one
    $null = & git -C $repository tag v1
    $null = & git -C $repository @identity commit -q --allow-empty -m two
    $null = & git -C $repository tag v2
    $use = "(Test-ContentEquivalentMerge -Repository '$repository' -Since v1 -Base v1 -Upstream v2).Verdict"
}

Describe 'The manifest' {
    It 'exports exactly the cmdlets of the assembly, in order' {
        $declared = [MaintainerTools.ModuleLoadContext]::Cmdlets.GetTypes() | ForEach-Object {
            $attribute = $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
            if ($attribute) { "$($attribute.VerbName)-$($attribute.NounName)" }
        } | Sort-Object
        (Import-PowerShellDataFile $manifest).CmdletsToExport -join "`n" | Should -BeExactly ($declared -join "`n")
        @((Test-ModuleManifest $manifest).ExportedCmdlets.Keys).Count | Should -Be $declared.Count
        @(Get-Command -Module MaintainerTools).Count | Should -Be $declared.Count
    }

    It 'is for PowerShell 7.4 and later' {
        $module = Test-ModuleManifest $manifest
        $module.CompatiblePSEditions | Should -Be 'Core'
        $module.PowerShellVersion | Should -Be ([version]'7.4')
    }

    It 'uses approved verbs' {
        foreach ($command in Get-Command -Module MaintainerTools) { $command.Verb | Should -BeIn (Get-Verb).Verb -Because $command.Name }
    }
}

Describe 'The load contexts' {
    It 'keeps result types in the default context' {
        [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext([MaintainerTools.ModuleInfo].Assembly) |
            Should -Be ([System.Runtime.Loader.AssemblyLoadContext]::Default)
    }

    It 'keeps <_> in the module''s own' -ForEach 'MaintainerTools.Cmdlets', 'MaintainerTools.Engine', 'LibGit2Sharp' {
        $null = & ([scriptblock]::Create($use))
        $own = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext([MaintainerTools.ModuleLoadContext]::Cmdlets)
        $own.Name | Should -Be 'MaintainerTools'
        @($own.Assemblies | ForEach-Object { $_.GetName().Name }) | Should -Contain $_
        @([System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | ForEach-Object { $_.GetName().Name }) | Should -Not -Contain $_
    }

    It 'takes the ReadyToRun images of this .NET and platform where they are, and the IL elsewhere' {
        $answer = & ([scriptblock]::Create($use))
        $own = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext([MaintainerTools.ModuleLoadContext]::Cmdlets)
        $images = Join-Path $folder lib engine images ([MaintainerTools.ModuleLoadContext]::ImageSet)
        foreach ($assembly in $own.Assemblies | Where-Object Location) {
            $image = Join-Path $images (Split-Path $assembly.Location -Leaf)
            $wanted = (Test-Path $image) ? $image : (Join-Path $folder lib engine (Split-Path $assembly.Location -Leaf))
            $assembly.Location | Should -Be $wanted
        }

        $bare = Join-Path $TestDrive bare
        $null = New-Item $bare -ItemType Directory
        Copy-Item $folder/MaintainerTools.psd1, $folder/lib $bare -Recurse
        if (Test-Path $bare/lib/engine/images) { Remove-Item $bare/lib/engine/images -Recurse }
        (Invoke-HostScript "Import-Module '$bare/MaintainerTools.psd1'; $use").Output.Trim() | Should -Be $answer
    }

    It 'has images of the assemblies as they are' {
        $images = Join-Path $folder lib engine images ([MaintainerTools.ModuleLoadContext]::ImageSet)
        if (-not (Test-Path $images)) { 
            Set-ItResult -Skipped -Because 'no compiler of images is to be had for this platform'
            return
        }
        foreach ($image in Get-ChildItem $images) {
            $versions = $image.FullName, (Join-Path $folder lib engine $image.Name) | ForEach-Object {
                $stream = [System.IO.File]::OpenRead($_)
                $reader = [System.Reflection.PortableExecutable.PEReader]::new($stream)
                $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($reader)
                $metadata.GetGuid($metadata.GetModuleDefinition().Mvid)
                $reader.Dispose()
            }
            $versions[0] | Should -Be $versions[1] -Because $image.Name
        }
    }

    It 'lets no layer refer upwards' {
        $cmdlets = [MaintainerTools.ModuleLoadContext]::Cmdlets
        $own = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($cmdlets)
        $engine = $own.LoadFromAssemblyName('MaintainerTools.Engine')
        @($cmdlets.GetReferencedAssemblies().Name) | Should -Not -Contain 'LibGit2Sharp'
        @($engine.GetReferencedAssemblies().Name) | Should -Contain 'LibGit2Sharp'
        @($engine.GetReferencedAssemblies().Name) | Should -Not -Contain 'System.Management.Automation'
        @($engine.GetReferencedAssemblies().Name) | Should -Not -Contain 'MaintainerTools.Cmdlets'
        foreach ($name in [MaintainerTools.ModuleInfo].Assembly.GetReferencedAssemblies().Name) { $name | Should -Match '^System\.|^netstandard$' }
    }

    It 'has the native library for <_>' -ForEach 'linux-x64', 'linux-arm64', 'linux-musl-x64', 'osx-x64', 'osx-arm64', 'win-x64', 'win-arm64' {
        Get-ChildItem "$folder/lib/engine/runtimes/$_/native" | Should -HaveCount 1
    }

    It 'works in a process that has another LibGit2Sharp' {
        $dummy = Join-Path $TestDrive dummy LibGit2Sharp.dll
        $result = Invoke-HostScript @"
using namespace System.Reflection.Metadata
using namespace System.Reflection.Metadata.Ecma335
using namespace System.Reflection.PortableExecutable
using namespace System.Runtime.Loader
`$ErrorActionPreference = 'Stop'
# An assembly of that name with nothing in it, made from its tables.
`$tables = [MetadataBuilder]::new()
`$none = [StringHandle]::new()
`$id = `$tables.GetOrAddGuid([guid]::NewGuid())
`$null = `$tables.AddModule(0, `$tables.GetOrAddString('LibGit2Sharp.dll'), `$id, [GuidHandle]::new(), [GuidHandle]::new())
`$null = `$tables.AddAssembly(`$tables.GetOrAddString('LibGit2Sharp'), [version]'9.9.9.9', `$none, [BlobHandle]::new(), 0, 'None')
`$null = `$tables.AddTypeDefinition(0, `$none, `$tables.GetOrAddString('<Module>'), [EntityHandle]::new(),
    [MetadataTokens]::FieldDefinitionHandle(1), [MetadataTokens]::MethodDefinitionHandle(1))
`$file = [ManagedPEBuilder]::new(
    [PEHeaderBuilder]::CreateLibraryHeader(), [MetadataRootBuilder]::new(`$tables), [BlobBuilder]::new())
`$bytes = [BlobBuilder]::new()
`$null = `$file.Serialize(`$bytes)
`$null = New-Item '$(Split-Path $dummy)' -ItemType Directory
Set-Content '$dummy' `$bytes.ToArray() -AsByteStream
`$null = [AssemblyLoadContext]::Default.LoadFromAssemblyPath('$dummy')

Import-Module '$manifest'
"verdict `$($use)"
`$default = [AssemblyLoadContext]::Default.Assemblies | Where-Object { `$_.GetName().Name -eq 'LibGit2Sharp' }
"default `$(`$default.GetName().Version)"
`$own = [AssemblyLoadContext]::GetLoadContext([MaintainerTools.ModuleLoadContext]::Cmdlets).Assemblies |
    Where-Object { `$_.GetName().Name -eq 'LibGit2Sharp' }
"own `$(`$own.GetName().Version.Major)"
"@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -BeExactly "verdict Equivalent`ndefault 9.9.9.9`nown 0`n"
        $result.ExitCode | Should -Be 0
    }

    It 'imports twice with -Force' {
        $result = Invoke-HostScript @"
`$ErrorActionPreference = 'Stop'
Import-Module '$manifest'
`$count = @(Get-Command -Module MaintainerTools).Count
foreach (`$time in 1, 2) {
    Import-Module '$manifest' -Force
    if (@(Get-Command -Module MaintainerTools).Count -ne `$count) { throw "import `$time lost cmdlets" }
    $use
}
Remove-Module MaintainerTools
Import-Module '$manifest'
$use
"@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -BeExactly "Equivalent`nEquivalent`nEquivalent`n"
    }

    It 'works in two runspaces at once' {
        $result = Invoke-HostScript @"
`$ErrorActionPreference = 'Stop'
`$shells = foreach (`$i in 1, 2) {
    `$shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
    `$null = `$shell.AddScript("Import-Module '$manifest'; $use")
    [pscustomobject]@{ Shell = `$shell; Running = `$shell.BeginInvoke() }
}
foreach (`$one in `$shells) {
    `$one.Shell.EndInvoke(`$one.Running)
    foreach (`$e in `$one.Shell.Streams.Error) { "error `$e" }
}
"@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -BeExactly "Equivalent`nEquivalent`n"
    }

    It 'refuses a second copy of the module in one process' {
        $copy = New-Item "$TestDrive/copy" -ItemType Directory
        Copy-Item $manifest, $folder/lib $copy -Recurse
        $result = Invoke-HostScript "Import-Module '$manifest'; Import-Module '$copy/MaintainerTools.psd1'"
        $result.Error | Should -BeLike '*already loaded MaintainerTools from*'
    }
}

Describe 'The views' {
    BeforeAll {
        # One file a type, each named in the manifest.
        $files = Get-ChildItem "$root/src/MaintainerTools/Views" -Filter *.Format.ps1xml
        $all = foreach ($file in $files) { ([xml]($file | Get-Content -Raw)).Configuration.ViewDefinitions.View }
    }

    It 'are all in the manifest' {
        $listed = (Test-ModuleManifest $manifest).ExportedFormatFiles | Split-Path -Leaf
        foreach ($file in $files) { $file.Name | Should -BeIn $listed }
        $listed.Count | Should -Be $files.Count
    }

    It 'has a table and a list for <type>' -ForEach $resultTypes {
        $views = @($all | Where-Object { @($_.ViewSelectedBy.TypeName) -contains $type })
        @($views | Where-Object { $_.TableControl }).Count | Should -Be 1 -Because 'the table has the columns that matter'
        @($views | Where-Object { $_.ListControl }).Count | Should -Be 1 -Because 'the list has the rest'
    }

    It 'names only properties that <type> has' -ForEach $resultTypes {
        foreach ($view in $all | Where-Object { @($_.ViewSelectedBy.TypeName) -contains $type }) {
            foreach ($node in $view.SelectNodes('.//PropertyName')) {
                @(($type -as [type]).GetProperties().Name) | Should -Contain $node.InnerText -Because $view.Name
            }
        }
    }
}

Describe 'A commit that looks like a number' {
    BeforeAll {
        $folder = Join-Path $TestDrive 'numbers'
        & git init -q $folder
        & git -C $folder -c user.name=T -c user.email=t@example.com commit -q --allow-empty -m one
        $sha = & git -C $folder rev-parse HEAD
        foreach ($name in '84e9903', '0178265', '03944513488d', '0x12', '1kb', '1782651') { & git -C $folder tag $name }
    }

    It 'is its text where it is typed without quotes' {
        $forecasts = @(
            Get-MergeForecast -Repository $folder -Ours 84e9903 -Theirs 0178265
            Get-MergeForecast -Repository $folder 0178265 03944513488d
            Get-MergeForecast -Repository $folder -Ours:03944513488d -Theirs:1kb
            Get-MergeForecast -Repository $folder 0x12 1782651)
        $forecasts.Ours | Should -Be '84e9903', '0178265', '03944513488d', '0x12'
        $forecasts.Theirs | Should -Be '0178265', '03944513488d', '1kb', '1782651'
        $forecasts.Verdict | Should -Be (@('UpToDate') * 4)
        (Get-MergeBaseCost -Repository $folder 84e9903 0178265).Sha | Should -Be $sha
    }

    It 'is refused where only the number is left: <what>' -ForEach @(
        @{ what = 'in a list'; call = { Get-MergeForecast -Repository $folder -Ours HEAD -Theirs 0178265, 84e9903 } }
        @{ what = 'in a list with others'; call = { Get-MergeBaseCost -Repository $folder HEAD HEAD, 0178265 } }
        @{ what = 'in a variable'; call = { $id = 84e9903; Get-MergeForecast -Repository $folder -Ours $id -Theirs HEAD } }
        @{ what = 'by splatting'; call = { $with = @{ Ours = 84e9903 }; Get-MergeForecast -Repository $folder @with -Theirs HEAD } }
    ) {
        $call | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*' -ExceptionType ([System.Management.Automation.ParameterBindingException])
        $call | Should -Throw '*in quotes*'
    }

    It 'is taken as text in lists with quotes' {
        @(Get-MergeForecast -Repository $folder HEAD '0178265', '84e9903').Theirs | Should -Be '0178265', '84e9903'
    }

    It 'refuses an object that has no commit by its type: <what>' -ForEach @(
        @{ what = 'a folder'; type = 'System.IO.DirectoryInfo'; value = { Get-Item $folder } }
        @{ what = 'a process, whose Id is a number'; type = 'System.Diagnostics.Process'; value = { Get-Process -Id $PID } }
        @{ what = 'a time'; type = 'System.DateTime'; value = { Get-Date } }
        @{ what = 'a hashtable without one'; type = 'System.Collections.Hashtable'; value = { @{ Name = 'HEAD' } } }
    ) {
        $given = & $value
        { Get-MergeForecast -Repository $folder -Ours $given -Theirs HEAD } | Should -Throw "*An object of type $type *Sha, Commit, Id*"
        { Get-MergeForecast -Repository $folder -Ours HEAD -Theirs 'HEAD', $given } | Should -Throw "*An object of type $type *"
    }

    It 'is looked after in every parameter that takes a commit' {
        $names = 'Since', 'Base', 'Topic', 'Upstream', 'Onto', 'Commit', 'Candidate', 'Target', 'Ours', 'Theirs', 'MissingFrom', 'Fixup', 'PickCommit'
        foreach ($command in Get-Command -Module MaintainerTools) {
            foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Name -in $names -and $_.ParameterType -in [string], [string[]] }) {
                # An earlier report.
                if ($command.Name -eq 'Import-TopicReport' -and $parameter.Name -eq 'Since') { continue }
                $kinds = $parameter.Attributes | ForEach-Object { $_.GetType().Name }
                $kinds | Should -Contain 'CommitishTransformAttribute' -Because "$($command.Name) -$($parameter.Name) takes a commit"
            }
        }
    }
}
