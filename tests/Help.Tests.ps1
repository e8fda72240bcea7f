BeforeDiscovery {
    $root = [System.IO.Path]::GetDirectoryName($PSScriptRoot)
    Import-Module ([System.IO.Path]::Combine($root, 'MaintainerTools.psd1'))
    $cmdlets = @(Get-Command -Module MaintainerTools | ForEach-Object { @{ cmdlet = $_.Name } })

    # The powershell blocks below '### …' headings of EXAMPLES, one case an example.
    $examples = foreach ($entry in $cmdlets) {
        $path = [System.IO.Path]::Combine($root, 'en-US', "$($entry.cmdlet).md")
        if (-not [System.IO.File]::Exists($path)) { continue }
        $section = [regex]::Match([System.IO.File]::ReadAllText($path).Replace("`r`n", "`n"), '(?ms)^## EXAMPLES\n(.*?)(?=^## |\z)').Groups[1].Value
        foreach ($example in [regex]::Matches($section, '(?ms)^### (?<title>[^\n]+)\n(?<body>.*?)(?=^### |\z)')) {
            $code = [regex]::Matches($example.Groups['body'].Value, '(?ms)^```powershell\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value }
            if ($code) { @{ cmdlet = $entry.cmdlet; title = $example.Groups['title'].Value; code = $code -join "`n" } }
        }
    }
}

Describe 'Get-Help <cmdlet>' -ForEach $cmdlets {
    BeforeAll {
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'MaintainerTools.psd1'))
        $help = Get-Help $cmdlet
        $command = Get-Command $cmdlet
    }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        # Where there is no page, Get-Help makes a synopsis of the syntax and no description.
        $help.Synopsis.Trim() | Should -Not -BeLike "$cmdlet *"
        @($help.Description.Text) -join '' | Should -Not -BeNullOrEmpty
    }

    It 'has an example' {
        @($help.examples.example).Count | Should -BeGreaterThan 0
        foreach ($example in $help.examples.example) { $example.code | Should -Not -BeNullOrEmpty -Because $example.title }
    }

    It 'describes every parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        foreach ($name in $command.Parameters.Keys | Where-Object { $_ -notin $common }) {
            $parameter = @($help.parameters.parameter | Where-Object { $_.name -eq $name })
            $parameter.Count | Should -Be 1 -Because "-$name is a parameter"
            @($parameter[0].description.Text) -join '' | Should -Not -BeNullOrEmpty -Because "-$name needs words"
        }
    }

    It 'goes online where the page says' {
        $uri = [System.Management.Automation.CommandMetadata]::new($command).HelpUri
        $uri | Should -Match '^https://'
        $uri | Should -BeLike "*/en-US/$cmdlet.md"
        @($help.relatedLinks.navigationLink)[0].uri | Should -BeExactly $uri
    }
}

Describe 'The pages' {
    It 'agree with the cmdlets' {
        $root = [System.IO.Path]::GetDirectoryName($PSScriptRoot)
        # What the build made; nothing here builds it again.
        $builder = [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($root, 'src', 'HelpBuilder', 'bin'), 'MaintainerTools.HelpBuilder.dll', 'AllDirectories')
        $newest = $builder[0]
        foreach ($file in $builder) { if ([System.IO.File]::GetLastWriteTimeUtc($file) -gt [System.IO.File]::GetLastWriteTimeUtc($newest)) { $newest = $file } }
        $findings = & dotnet $newest $root --strict
        $findings -join "`n" | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
    }

    It 'are each of a cmdlet or an about topic' {
        $names = Get-Command -Module MaintainerTools | ForEach-Object { $_.Name }
        foreach ($page in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, '..', 'en-US'), '*.md')) {
            $name = [System.IO.Path]::GetFileNameWithoutExtension($page)
            if ($name -notlike 'about_*') { $name | Should -BeIn $names }
        }
    }

    It 'include about_MaintainerTools' {
        (Get-Help about_MaintainerTools) -join "`n" | Should -BeLike '*MaintainerTools*'
    }
}

Describe 'The examples' {
    BeforeAll {
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'MaintainerTools.psd1'))
        $sample = [System.IO.Path]::Combine($TestDrive, 'sample')
        $null = New-SampleTopicRepository -Path $sample -ErrorAction Stop

        # Commands that pwsh has and System.Management.Automation.dll does not: an example that needs one runs under pwsh only.
        $pwshOnly = 'Select-Object', 'Sort-Object', 'Group-Object', 'Measure-Object', 'Compare-Object', 'Format-Table', 'Format-List', 'ConvertTo-Json', 'ConvertFrom-Json',
            'ConvertTo-Csv', 'Export-Csv', 'Out-File', 'Out-String', 'Write-Host', 'Write-Output', 'Get-Content', 'Set-Content', 'Get-ChildItem', 'Remove-Item', 'Set-Location',
            'Push-Location', 'Pop-Location', 'Join-Path', 'Test-Path', 'Get-Item', 'New-Item', 'Get-Date', 'Tee-Object', 'Export-Clixml', 'Import-Csv'

        function Copy-Folder([string] $From, [string] $To) {
            $null = [System.IO.Directory]::CreateDirectory($To)
            foreach ($folder in [System.IO.Directory]::GetDirectories($From, '*', 'AllDirectories')) { $null = [System.IO.Directory]::CreateDirectory($To + $folder.Substring($From.Length)) }
            foreach ($file in [System.IO.Directory]::GetFiles($From, '*', 'AllDirectories')) { [System.IO.File]::Copy($file, $To + $file.Substring($From.Length)) }
        }
    }

    It '<cmdlet>: <title>' -ForEach $examples {
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($code, [ref]$null, [ref]$null)
        $used = $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) | ForEach-Object { $_.GetCommandName() }
        $missing = @($used | Where-Object { $_ -in $pwshOnly -and -not (Get-Command $_ -ErrorAction Ignore) })
        if ($missing) { Set-ItResult -Skipped -Because "this host has no $($missing -join ', ')" }

        # A copy of its own, as a user who has just made the sample: in its folder, nothing asked.
        $copy = [System.IO.Path]::Combine($TestDrive, "example-$([guid]::NewGuid().ToString('n').Substring(0, 8))")
        Copy-Folder $sample $copy
        $locations = $ExecutionContext.SessionState.Path
        $locations.PushCurrentLocation('examples')
        try {
            $null = $locations.SetLocation($copy)
            $ErrorActionPreference = 'Stop'
            $ConfirmPreference = 'None'
            $PSNativeCommandUseErrorActionPreference = $true
            $null = & ([scriptblock]::Create($code))
        }
        finally { $null = $locations.PopLocation('examples') }
    }
}
