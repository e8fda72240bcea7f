BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'MaintainerTools.psd1'))
    $sample = [System.IO.Path]::Combine("$TestDrive", 'followups')
    $null = New-SampleTopicRepository -Path $sample
    function Invoke-Git { & git -C $sample @args }
}

Describe 'Find-FollowupFix' {
    It 'finds what names the commits of a range' {
        $found = @(Find-FollowupFix -Repository $sample -Commit v4.14..upstream-base -Upstream linus)
        $found.Count | Should -BeGreaterThan 24
        foreach ($fix in @($found | Where-Object Kind -EQ Fixes)) {
            $body = (Invoke-Git log -1 --format=%B $fix.Commit) -join "`n"
            # Real tags have from seven digits on, and some have the wrong ones beside the right subject.
            $subject = [regex]::Escape((Invoke-Git log -1 --format=%s $fix.Fixes))
            $body | Should -Match "(?im)^Fixes: ($($fix.Fixes.Substring(0, 7))|[0-9a-f]+ \(""$subject)"
        }
        $found[0].Present | Should -BeNullOrEmpty
    }

    It 'binds a range, a list and objects alike' {
        $range = @(Find-FollowupFix -Repository $sample -Commit v4.14..upstream-base -Upstream linus)
        $list = @(Invoke-Git rev-list v4.14..upstream-base | Find-FollowupFix -Repository $sample -Upstream linus)
        $list.Count | Should -Be $range.Count
        $target = $range[0].Fixes
        $one = @([pscustomobject]@{ Source = $target; Sha = '0123456789012345678901234567890123456789' } | Find-FollowupFix -Repository $sample -Upstream linus)
        @($one | ForEach-Object Commit) | Should -Contain $range[0].Commit
    }

    It 'tells what a branch has and what it lacks' {
        $found = @(Find-FollowupFix -Repository $sample -Commit v4.14..upstream-base -Upstream linus -MissingFrom linus)
        @($found | Where-Object { -not $_.Present }).Count | Should -Be 0
        @($found | Where-Object PresentAs -NE Ancestor).Count | Should -Be 0
        $missing = @(Find-FollowupFix -Repository $sample -Commit v4.14..upstream-base -Upstream linus -MissingFrom upstream-base)
        @($missing | Where-Object Present).Count | Should -BeLessThan $missing.Count
        @($missing | Where-Object Applicable).Count | Should -BeGreaterThan 0
    }

    It 'answers the same with and without what it kept, and writes nothing else' {
        $before = (Invoke-Git count-objects -v) -join '|'
        $refs = (Invoke-Git for-each-ref) -join '|'
        $arguments = @{ Repository = $sample; Commit = 'v4.14..upstream-base'; Upstream = 'linus'; MissingFrom = 'linux-4.9.y' }
        $folder = [System.IO.Path]::Combine($sample, '.git', 'maintainer-tools')
        if ([System.IO.Directory]::Exists($folder)) { [System.IO.Directory]::Delete($folder, $true) }
        $plain = Find-FollowupFix @arguments -NoCache | ForEach-Object { "$($_.Commit) $($_.Fixes) $($_.Kind) $($_.Depth) $($_.PresentAs) $($_.Applicable)" }
        [System.IO.Directory]::Exists($folder) | Should -BeFalse
        foreach ($run in 1, 2) {
            $kept = Find-FollowupFix @arguments | ForEach-Object { "$($_.Commit) $($_.Fixes) $($_.Kind) $($_.Depth) $($_.PresentAs) $($_.Applicable)" }
            $kept -join '|' | Should -BeExactly ($plain -join '|')
            [System.IO.Directory]::Exists($folder) | Should -BeTrue
        }
        (Invoke-Git count-objects -v) -join '|' | Should -BeExactly $before
        (Invoke-Git for-each-ref) -join '|' | Should -BeExactly $refs
        # The review mail is there and ignored from the start.
        @(Invoke-Git status --porcelain).Count | Should -Be 0
    }

    It 'says of a bad name what is wrong' {
        { Find-FollowupFix -Repository $sample -Commit nosuch -Upstream linus -ErrorAction Stop } | Should -Throw -ErrorId 'RevisionNotFound*'
    }
}
