BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
    Export-TopicReport -Repository $sample -Since v4.14 -Base WIP.x86/pti.base -Path $TestDrive/new.json
    Export-TopicReport -Repository $sample -Since v4.14 -Base upstream-base -Path $TestDrive/old.json
}

Describe 'Import-TopicReport' {
    It 'reads what Export-TopicReport wrote, byte for byte' {
        $report = Import-TopicReport $TestDrive/new.json
        $report | Should -BeOfType ([MaintainerTools.TopicReport])
        $report | Export-TopicReport -Repository $sample -Path $TestDrive/again.json
        Get-Content $TestDrive/again.json -Raw | Should -BeExactly (Get-Content $TestDrive/new.json -Raw)
    }

    It 'says what changed since an earlier one' {
        $report = Import-TopicReport $TestDrive/new.json -Since $TestDrive/old.json
        $report.ComparedWith | Should -Not -BeNullOrEmpty
        $report.Change.Kind | Should -Contain 'Added'
        $report.Change.Kind | Should -Contain 'Removed'
        (Import-TopicReport $TestDrive/new.json -Since $TestDrive/new.json).Change | Should -BeNullOrEmpty
    }

    It 'says a figure that is another' {
        (Get-Content $TestDrive/new.json -Raw) -replace '"Value": "63"', '"Value": "62"' | Set-Content $TestDrive/then.json
        $change = (Import-TopicReport $TestDrive/new.json -Since $TestDrive/then.json).Change
        $change.Kind, $change.Old, $change.New | Should -Be 'Changed', '62', '63'
    }

    It 'takes files from the pipeline' {
        @(Get-Item $TestDrive/new.json, $TestDrive/old.json | Import-TopicReport).Count | Should -Be 2
    }

    It 'has a clear error for <what>' -ForEach @(
        @{ what = 'no file'; text = $null; id = 'ReportFileMalformed' }
        @{ what = 'no JSON'; text = 'nothing'; id = 'ReportFileMalformed' }
        @{ what = 'null'; text = 'null'; id = 'ReportFileMalformed' }
        @{ what = 'another format'; text = '{"Format":"x","Version":1,"Report":{}}'; id = 'ReportFileMalformed' }
        @{ what = 'a later version'; text = '{"Format":"MaintainerTools.TopicReport","Version":2,"Report":{"New":1}}'; id = 'ReportFileVersion' }
        @{ what = 'a property too many'; text = '{"Format":"MaintainerTools.TopicReport","Version":1,"Report":{"New":1}}'; id = 'ReportFileMalformed' }
        @{ what = 'a row without cells'; id = 'ReportFileMalformed'
            text = '{"Format":"MaintainerTools.TopicReport","Version":1,' +
                '"Report":{"Section":[{"Id":"a","Title":"a","Summary":"","Table":[{"Id":"t","Title":"t","Column":[{"Name":"x"}],"Row":[{"Id":"r"}]}]}]}}' }
        @{ what = 'a commit that is a command'; id = 'ReportFileMalformed'
            text = '{"Format":"MaintainerTools.TopicReport","Version":1,' +
                '"Report":{"Section":[{"Id":"a","Title":"a","Summary":"","Table":[{"Id":"t","Title":"t","Column":[{"Name":"x","Target":"$(touch x)"}]}]}]}}' }
    ) {
        $file = Join-Path $TestDrive 'bad.json'
        Remove-Item $file -ErrorAction Ignore
        if ($null -ne $text) { Set-Content $file $text }
        Import-TopicReport $file -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        $problem[0].TargetObject | Should -Be $file
    }
}
