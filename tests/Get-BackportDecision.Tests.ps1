BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $sample = Join-Path $TestDrive 'decisions'
    $null = New-SampleTopicRepository -Path $sample
    function Invoke-Git { & git -C $sample @args }
}

Describe 'Get-BackportDecision' {
    It 'tells nothing where nothing was decided' {
        Get-BackportDecision -Repository $sample | Should -BeNullOrEmpty
        @() | Get-BackportDecision -Repository $sample | Should -BeNullOrEmpty
    }

    It 'tells what was decided, by whom, when and why, and what notes say in other words' {
        $fix = (Find-BackportCandidate -Repository $sample -Target linux-4.9.y -Upstream linus)[0]
        $before = [datetimeoffset]::UtcNow.AddSeconds(-1)
        Set-BackportDecision -Repository $sample $fix.Commit linux-4.9.y Later 'waits'
        $told = Get-BackportDecision -Repository $sample -Target linux-4.9.y
        $told.Commit | Should -BeExactly $fix.Commit
        $told.Subject | Should -BeExactly $fix.Subject
        $told.Because | Should -BeExactly 'waits'
        $told.By | Should -BeExactly (Invoke-Git log -1 --format=%cn refs/notes/maintainer-tools/backport)
        $told.Date | Should -BeGreaterOrEqual $before
        $told.Source | Should -BeExactly 'refs/notes/maintainer-tools/backport'
        Get-BackportDecision -Repository $sample -Target v4.14 | Should -BeNullOrEmpty
        ($told | Format-Table | Out-String -Width 200) | Should -Match 'Later .*waits'
        $null = Invoke-Git notes --ref=bugs add -m 'Ignore-Backport: v4.14' upstream-base
        $other = Get-BackportDecision -Repository $sample upstream-base
        $other.Target | Should -BeExactly 'v4.14'
        $other.Decision | Should -Be 'Denied'
    }
}
