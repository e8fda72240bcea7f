BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
}

Describe 'Get-BackportForecast' {
    It 'is a matrix of commits and branches, and writes nothing' {
        $before = Get-State
        $cells = @($sources | Get-BackportForecast -Repository $sample -Target linux-4.9.y, v4.14)
        $cells.Count | Should -Be 18
        @($cells | Where-Object { $_.Target -eq 'linux-4.9.y' -and $_.Verdict -eq 'AlreadyPresent' }).Count | Should -Be 4
        $cells[4].PresentBy | Should -Be 'Marker'
        $cells[1].Verdict | Should -Be 'Conflict'
        $cells[1].ConflictPath | Should -Be @('arch/x86/include/asm/cpufeatures.h')
        $cells[1].ConflictKind | Should -Be @('content')
        Get-State | Should -Be $before
    }

    It 'names what must be picked first' {
        $cell = $sources[1] | Get-BackportForecast -Repository $sample -Target v4.14 -FindPrerequisite -Upstream linus
        $cell.Verdict | Should -Be 'NeedsPrerequisite'
        @($cell.Prerequisite).Count | Should -BeGreaterThan 0
    }

    It 'gives the tree that git''s pick gives' {
        $cell = Get-BackportForecast -Repository $sample -Commit $sources[3] -Target v4.14 -Independent
        $null = Invoke-Git switch -q --detach v4.14
        $null = Invoke-Git -c user.name=T -c user.email=t@example.com cherry-pick $sources[3]
        $cell.Tree | Should -Be (Invoke-Git rev-parse 'HEAD^{tree}')
        $null = Invoke-Git switch -q x86/pti
    }

    It 'has a row for each commit with -Matrix' {
        $rows = @($sources | Get-BackportForecast -Repository $sample -Target linux-4.9.y, v4.14 -Matrix)
        $rows.Count | Should -Be 9
        $rows[4].Target | Should -Be @('linux-4.9.y', 'v4.14')
        $rows[4].Verdict[0] | Should -Be 'AlreadyPresent'
        $rows[4].Forecast[1].Target | Should -Be 'v4.14'
    }

    It 'names the later fixes that the branch lacks' {
        $cells = @(Get-BackportForecast -Repository $sample -Commit $sources -Target v4.14 -Upstream linus)
        $truth = Find-FollowupFix -Repository $sample -Commit $sources -Upstream linus -MissingFrom v4.14 |
            Where-Object { $_.Kind -ne 'Mention' -and -not $_.Present }
        $missing = @($cells | ForEach-Object { $_.MissingFix })
        $missing.Count | Should -BeGreaterThan 0
        @($missing | Where-Object { $_ -notin @($truth | ForEach-Object { $_.Commit }) }).Count | Should -Be 0
        @($truth | Where-Object { $_.Commit -notin $missing }).Count | Should -Be 0
    }
}
