BeforeAll {
    . "$PSScriptRoot/HostProcess.ps1"
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $sample = Join-Path $TestDrive 'followups'
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

    It 'tells the first tag that contains each' {
        Invoke-Git tag in-linus linus
        $found = @(Find-FollowupFix -Repository $sample -Commit v4.14..upstream-base -Upstream linus -FirstTag)
        foreach ($fix in $found) { @(Invoke-Git tag --contains $fix.Commit) | Should -Contain $fix.FirstTag }
        Invoke-Git tag -d in-linus
        @(Find-FollowupFix -Repository $sample -Commit v4.14..upstream-base -Upstream linus | Where-Object FirstTag).Count | Should -Be 0
    }

    It 'answers the same with and without what it kept, and writes nothing else' {
        $before = (Invoke-Git count-objects -v) -join '|'
        $refs = (Invoke-Git for-each-ref) -join '|'
        $arguments = @{ Repository = $sample; Commit = 'v4.14..upstream-base'; Upstream = 'linus'; MissingFrom = 'linux-4.9.y' }
        $folder = Join-Path $sample .git maintainer-tools
        if (Test-Path $folder) { Remove-Item $folder -Recurse }
        $plain = Find-FollowupFix @arguments -NoCache | ForEach-Object { "$($_.Commit) $($_.Fixes) $($_.Kind) $($_.Depth) $($_.PresentAs) $($_.Applicable)" }
        $folder | Should -Not -Exist
        foreach ($run in 1, 2) {
            $kept = Find-FollowupFix @arguments | ForEach-Object { "$($_.Commit) $($_.Fixes) $($_.Kind) $($_.Depth) $($_.PresentAs) $($_.Applicable)" }
            $kept -join '|' | Should -BeExactly ($plain -join '|')
            $folder | Should -Exist
        }
        (Invoke-Git count-objects -v) -join '|' | Should -BeExactly $before
        (Invoke-Git for-each-ref) -join '|' | Should -BeExactly $refs
        # The review mail is there and ignored from the start.
        @(Invoke-Git status --porcelain).Count | Should -Be 0
    }

    It 'bears that the process which keeps what it read is killed, at any moment' {
        $repository = Join-Path $TestDrive 'killed'
        & git init -q --bare $repository
        # Long messages, so that there is something to write.
        $stream = foreach ($i in 1..3000) {
            $message = "area: change $i`n`nFixes: 0123456789ab (""area: change $($i - 2)"")`n" + ("Fixes: 0123456 (""nothing known, $i"")`n" * 30)
            "commit refs/heads/main`ncommitter C <c@example.com> $(1500000000 + $i) +0000`ndata $($message.Length)`n$message`n"
        }
        Set-Content "$TestDrive/stream" $stream -NoNewline
        Get-Content "$TestDrive/stream" -AsByteStream -Raw | & git -C $repository fast-import --quiet
        $LASTEXITCODE | Should -Be 0
        function Get-Answer([switch] $NoCache) {
            $found = Find-FollowupFix -Repository $repository -Commit main~2900..main~2700 -Upstream main -NoCache:$NoCache
            ($found | ForEach-Object { "$($_.Commit) $($_.Fixes) $($_.Kind) $($_.Depth)" }) -join '|'
        }
        $expected = Get-Answer -NoCache
        $expected | Should -Not -BeNullOrEmpty
        $folder = Join-Path $repository maintainer-tools
        function Get-Kept([string] $Pattern) { Get-ChildItem $folder -Filter $Pattern -Recurse -ErrorAction Ignore }
        $script = Join-Path $TestDrive 'keep.ps1'
        # Again and again, each time as if nothing had been kept.
        Set-Content $script @"
Import-Module '$manifest'
'ready'
while (`$true) {
    `$null = Find-FollowupFix -Repository '$repository' -Commit main~2900..main~2700 -Upstream main
    Get-ChildItem '$folder' -Filter *.facts -Recurse | Remove-Item
}
"@
        foreach ($round in 1..6) {
            $process = Start-HostProcess -Argument '-NoProfile', '-NonInteractive', '-File', $script
            try {
                $process.StandardOutput.ReadLine() | Should -Be 'ready'
                # Half of the time in the middle of a write, else at any moment.
                $until = [datetime]::UtcNow.AddMilliseconds((Get-Random -Maximum 400))
                while (-not $process.HasExited -and ([datetime]::UtcNow -lt $until -or ($round % 2 -and -not (Get-Kept '*.tmp')))) { }
                $process.HasExited | Should -BeFalse
            }
            finally {
                $process.Kill()
                $process.WaitForExit()
                $process.Dispose()
            }
            Get-Answer | Should -BeExactly $expected
            Get-Answer | Should -BeExactly $expected
            # What is left over goes with the next write.
            Get-Kept '*.facts' | Remove-Item
            Get-Answer | Should -BeExactly $expected
            @(Get-Kept '*.tmp').Count | Should -Be 0
            @(Get-Kept '*.facts').Count | Should -BeLessThan 8
        }
        $null = & git -C $repository fsck --strict --no-progress 2>&1
        $LASTEXITCODE | Should -Be 0
    }

    It 'shows progress on first use, up to the end' {
        # A runspace of its own, whose records can be looked at.
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        try {
            $null = $shell.AddScript("Import-Module '$manifest'; Find-FollowupFix -Repository '$sample' -Commit v4.14..upstream-base -Upstream linus -NoCache")
            @($shell.Invoke()).Count | Should -BeGreaterThan 24
            $records = @($shell.Streams.Progress)
            @($records | Where-Object Activity -EQ 'Reading messages').Count | Should -BeGreaterThan 0
            @($records | Where-Object Activity -EQ 'Following tags').Count | Should -BeGreaterThan 0
            $range = [int]@(Invoke-Git rev-list --count v4.14..linus)[0]
            @($records | Where-Object StatusDescription -EQ "0 of $range").Count | Should -BeGreaterThan 0
            "$($records[-1].RecordType)" | Should -Be 'Completed'
            @($records | ForEach-Object ActivityId | Where-Object { $_ -ne $records[0].ActivityId }).Count | Should -Be 0
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'lets processes keep what they read at the same time' {
        $arguments = "-Repository '$sample' -Commit v4.14..upstream-base -Upstream linus -MissingFrom linux-4.9.y"
        $folder = Join-Path $sample .git maintainer-tools
        if (Test-Path $folder) { Remove-Item $folder -Recurse }
        $script = Join-Path $TestDrive 'both.ps1'
        $answer = { ($input | ForEach-Object { "$($_.Commit) $($_.Fixes) $($_.Kind) $($_.Present) $($_.Applicable)" }) -join '|' }
        # Each starts to read when it is told, and does so five times, as if nothing had been kept.
        Set-Content $script @"
Import-Module '$manifest'
'ready'
`$null = [Console]::In.ReadLine()
foreach (`$run in 1..5) {
    Find-FollowupFix $arguments | & { $answer }
    # The other process may be removing it, or writing to it, at the same moment: then it is gone, or stays.
    if (`$run -lt 5) { try { [System.IO.Directory]::Delete('$folder', `$true) } catch [System.IO.IOException] { } }
}
"@
        $expected = Invoke-Expression "Find-FollowupFix $arguments -NoCache" | & $answer
        $expected | Should -Not -BeNullOrEmpty
        $processes = foreach ($number in 1, 2) { Start-HostProcess -Argument '-NoProfile', '-NonInteractive', '-File', $script }
        try {
            foreach ($process in $processes) { $process.StandardOutput.ReadLine() | Should -Be 'ready' }
            foreach ($process in $processes) { $process.StandardInput.WriteLine('go') }
            foreach ($process in $processes) {
                $lines = $process.StandardOutput.ReadToEnd().Replace("`r`n", "`n").Trim().Split("`n")
                $process.WaitForExit()
                $process.ExitCode | Should -Be 0
                # Each run of so many commits warns as well.
                $lines = @($lines | Where-Object { $_ -notmatch 'WARNING: ' })
                $lines.Count | Should -Be 5
                foreach ($line in $lines) { $line | Should -BeExactly $expected }
                $process.StandardError.ReadToEnd() | Should -BeNullOrEmpty
            }
        }
        finally {
            foreach ($process in $processes) {
                if (-not $process.HasExited) { $process.Kill() }
                $process.Dispose()
            }
        }
        Get-ChildItem $folder -Filter *.tmp -Recurse | Should -BeNullOrEmpty
        Get-ChildItem $folder -Filter *.facts -Recurse | Should -Not -BeNullOrEmpty
    }

    It 'says of a bad name what is wrong' {
        { Find-FollowupFix -Repository $sample -Commit nosuch -Upstream linus -ErrorAction Stop } | Should -Throw -ErrorId 'RevisionNotFound*'
    }

    It 'says of a range with three dots what to do, and of one where a commit is asked for' {
        foreach ($call in { Find-FollowupFix -Repository $sample -Commit 'v4.14...linus' -Upstream linus -ErrorAction Stop },
            { Find-FollowupFix -Repository $sample -Commit v4.14 -Upstream 'v4.14..linus' -ErrorAction Stop }) {
            $call | Should -Throw -ErrorId 'RevisionIsRange,*'
        }
    }
}
