BeforeDiscovery {
    # The browser is Debian's, its driver and the accessibility checks are npm's; a machine without them says so.
    $folder = Join-Path ([System.IO.Path]::GetTempPath()) "report-browser-$PID"
    $browser = 'chromium', 'chromium-browser', 'google-chrome' |
        ForEach-Object { (Get-Command $_ -CommandType Application -ErrorAction Ignore).Source } | Select-Object -First 1
    $missing = if (-not $browser) { 'no Chromium is installed' }
    elseif (-not (Get-Command node, npm -CommandType Application -ErrorAction Ignore | Select-Object -Skip 1)) { 'node and npm are not installed' }
    else {
        $null = New-Item $folder -ItemType Directory -Force
        Copy-Item "$PSScriptRoot/Browser/*" $folder
        $said = & npm install --prefix $folder --no-audit --no-fund --ignore-scripts 2>&1
        if ($LASTEXITCODE -ne 0) { "npm could not install the driver: $($said | Select-Object -Last 1)" }
    }
    # What is found here is not seen in the tests but by the environment.
    $env:MAINTAINERTOOLS_NO_BROWSER = $missing
}

Describe 'A report in a browser' {
    BeforeAll {
        . "$PSScriptRoot/ModuleUnderTest.ps1"
        . "$PSScriptRoot/SampleRepository.ps1"
        $folder = Join-Path ([System.IO.Path]::GetTempPath()) "report-browser-$PID"
        $browser = 'chromium', 'chromium-browser', 'google-chrome' | ForEach-Object { (Get-Command $_ -CommandType Application -ErrorAction Ignore).Source } |
            Select-Object -First 1
        function Show-Page([string] $Page) {
            $said = & node $folder/look.mjs $Page $browser
            if ($LASTEXITCODE -ne 0) { throw "The browser failed: $said" }
            $said | ConvertFrom-Json
        }
    }

    AfterAll { Remove-Item $folder -Recurse -Force -ErrorAction Ignore }

    It 'has no error, asks for nothing, and has no fault that axe finds: <name>' -ForEach @(
        @{ name = 'the sample'; make = { param($path)
                $plan = New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti
                $tested = Test-SeriesBisectability -Repository $sample x86/pti x86/pti~3 'true'
                & { $plan; $tested } | Export-TopicReport -Repository $sample -Path $path -Since v4.14 -Base WIP.x86/pti.base -Topic x86/pti -Upstream linus `
                    -Target v4.14, linux-4.9.y } }
        @{ name = 'texts that would be executed'; make = { param($path)
                $bad = '<script>window.executed=1</script>"><img src=x onerror=alert(1)><svg onload=alert(1)>'
                $cost = Get-MergeBaseCost -Repository $sample v4.14 linus
                $cost.Candidate = $bad
                $forecasts = Get-BackportForecast -Repository $sample x86/pti~3..x86/pti -Target v4.14
                foreach ($one in $forecasts) { $one.Subject = $one.Reason = $bad }
                & { $cost; $forecasts } | Export-TopicReport -Repository $sample -Path $path -Title $bad } }
        @{ name = 'a table of 2,500 rows'; make = { param($path)
                $forecasts = foreach ($i in 1..2500) {
                    $one = [MaintainerTools.BackportForecast]::new()
                    $one.Commit, $one.Subject, $one.Target, $one.TargetSha, $one.Verdict = ('{0:x40}' -f $i), "subject $i", 'stable', ('{0:x40}' -f 1), 'Clean'
                    $one
                }
                $forecasts | Export-TopicReport -Repository $sample -Path $path } }
    ) {
        $missing = $env:MAINTAINERTOOLS_NO_BROWSER
        if ($missing) { Set-ItResult -Skipped -Because $missing; return }
        $page = Join-Path $TestDrive 'page.html'
        & $make $page
        $seen = Show-Page $page
        $seen.errors | Should -BeNullOrEmpty
        $seen.requests | Should -BeNullOrEmpty
        $seen.violations | Should -BeNullOrEmpty
        $seen.overflow | Should -BeNullOrEmpty
        $seen.executed | Should -BeFalse
        $seen.reached | Should -Not -Be $false -Because 'a link to a row leads there, and a search finds it'
    }
}
