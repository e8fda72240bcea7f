BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    $null = New-Series 'parts'
    $series = @{ Topic = 'main'; Since = 'base'; Repository = $folder }
    foreach ($n in 1..3) { $null = Test-SeriesBisectability @series -Command '! grep -q "^one$" f' -Shard "$n/3" -ResultPath "$TestDrive/part-$n.json" }
}

Describe 'Join-BisectabilityResult' {
    It 'puts parts together in the order of the series, and looks across them for who mends' {
        $joined = Join-BisectabilityResult (2, 3, 1 | ForEach-Object { "$TestDrive/part-$_.json" }) -Repository $folder
        $joined | Should -BeOfType ([MaintainerTools.BisectabilityResult])
        $joined.Number | Should -Be 1, 2, 3
        "$($joined.Result)" | Should -Be 'Fail Fail Pass'
        $joined[0].MendedBy | Should -Be $tip
    }

    It 'reads what ConvertTo-Json writes, and files from the pipeline' {
        Test-SeriesBisectability @series -Command '! grep -q "^one$" f' | ConvertTo-Json -AsArray | Set-Content "$TestDrive/converted.json"
        $joined = Get-Item "$TestDrive/converted.json" | Join-BisectabilityResult -Repository $folder
        "$($joined.Result)" | Should -Be 'Fail Fail Pass'
        $joined[0].Duration | Should -BeOfType ([timespan])
    }

    It 'names what is missing, of another question and unreadable, and joins the rest' {
        $null = Test-SeriesBisectability @series -Command 'true' -ResultPath "$TestDrive/other.json"
        Set-Content "$TestDrive/no.json" '[{"Number": 1'
        $files = 'part-1.json', 'other.json', 'no.json', 'none.json', 'x*.json' | ForEach-Object { "$TestDrive/$_" }
        $joined = Join-BisectabilityResult $files -Repository $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $joined.Number | Should -Be 1
        $ids = @('ResultsOfAnother') + @('ResultsUnreadable') * 3 + 'ResultsMissing'
        @($problem | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) | Should -Be $ids
        $problem[-1].Exception.Message | Should -BeLike '*2 of 3 commits*2-3.'
    }

    It 'lets the worst answer to a commit count' {
        $results = Get-Content "$TestDrive/part-3.json" -Raw | ConvertFrom-Json
        $results[0].Result = 'Fail'
        ConvertTo-Json @($results) -Depth 4 | Set-Content "$TestDrive/flaky.json"
        (Join-BisectabilityResult "$TestDrive/part-*.json", "$TestDrive/flaky.json" -Repository $folder)[2].Result | Should -Be 'Fail'
    }
}
