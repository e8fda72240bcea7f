BeforeDiscovery {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $cmdlets = @(Get-Command -Module MaintainerTools | ForEach-Object { @{ cmdlet = $_.Name } })

    # The powershell blocks below '### …' headings of EXAMPLES, one case an example.
    $examples = foreach ($entry in $cmdlets) {
        $path = "$root/en-US/$($entry.cmdlet).md"
        if (-not (Test-Path $path)) { continue }
        $section = [regex]::Match((Get-Content $path -Raw).Replace("`r`n", "`n"), '(?ms)^## EXAMPLES\n(.*?)(?=^## |\z)').Groups[1].Value
        foreach ($example in [regex]::Matches($section, '(?ms)^### (?<title>[^\n]+)\n(?<body>.*?)(?=^### |\z)')) {
            $code = [regex]::Matches($example.Groups['body'].Value, '(?ms)^```powershell\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value }
            if ($code) { @{ cmdlet = $entry.cmdlet; title = $example.Groups['title'].Value; code = $code -join "`n" } }
        }
    }
}

BeforeAll { . "$PSScriptRoot/ModuleUnderTest.ps1" }

Describe 'Get-Help <cmdlet>' -ForEach $cmdlets {
    BeforeAll {
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
        Get-Help $cmdlet -Examples | Out-String | Should -BeLike "*$cmdlet*Example 1*"
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
        # What the build made; nothing here builds it again.
        $builder = Get-ChildItem "$root/src/HelpBuilder/bin" -Filter MaintainerTools.HelpBuilder.dll -Recurse |
            Sort-Object LastWriteTimeUtc | Select-Object -Last 1
        $findings = & dotnet $builder.FullName $root --strict
        $findings -join "`n" | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
    }

    It 'are each of a cmdlet or an about topic' {
        $names = (Get-Command -Module MaintainerTools).Name
        foreach ($page in Get-ChildItem "$root/en-US" -Filter *.md | Where-Object BaseName -NotLike about_*) { $page.BaseName | Should -BeIn $names }
    }

    It 'include about_MaintainerTools' {
        (Get-Help about_MaintainerTools) -join "`n" | Should -BeLike '*MaintainerTools*'
    }
}

Describe 'The examples' {
    BeforeAll {
        $sample = Join-Path $TestDrive 'sample'
        $null = New-SampleTopicRepository -Path $sample -ErrorAction Stop
    }

    It '<cmdlet>: <title>' -ForEach $examples {
        # A copy of its own, as a user who has just made the sample: in its folder, nothing asked.
        # git writes the files of the work tree sooner than they are copied.
        $copy = New-Item (Join-Path $TestDrive "example-$(New-Guid)") -ItemType Directory
        Copy-Item $sample/.git, $sample/review.mbox $copy -Recurse
        & git -C $copy reset -q --hard
        Push-Location $copy
        try {
            $ErrorActionPreference = 'Stop'
            $ConfirmPreference = 'None'
            $PSNativeCommandUseErrorActionPreference = $true
            $null = & ([scriptblock]::Create($code))
        }
        finally {
            Pop-Location
            # Pester looks through what is left in TestDrive; and Remove-Item takes a second for a repository.
            $copy.Delete($true)
        }
    }
}
