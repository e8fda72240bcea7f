BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    $script:folder = Join-Path $TestDrive 'status'
    $null = New-Item $folder -ItemType Directory
    function Add-Commit([string] $Name, [string] $Text, [string] $Message) {
        Write-File $Name $Text
        Invoke-Git add -A
        Invoke-Git commit -q -m $Message
        Invoke-Git rev-parse HEAD
    }
    Initialize-Repository
    $null = Add-Commit 'r' 'root' 'root'
    Invoke-Git tag base
    Invoke-Git branch stable
    Invoke-Git branch old
    # Two commits of the topic are merged, a third upstream took by itself; then the topic went on.
    Invoke-Git switch -q -c topic
    $first = Add-Commit 'a' 'a' 'first'
    $second = Add-Commit 'b' 'b' 'second'
    Invoke-Git switch -q main
    $null = Invoke-Git merge -q --no-ff -m 'Merge topic' topic
    $merge = Invoke-Git rev-parse HEAD
    Invoke-Git switch -q topic
    $third = Add-Commit 'c' 'c' 'third'
    $fourth = Add-Commit 'd' 'd' 'fourth'
    $fixup = Add-Commit 'd' 'better' 'fixup! fourth'
    Invoke-Git switch -q main
    $null = Invoke-Git cherry-pick -x $third
    $taken = Invoke-Git rev-parse HEAD
    $fix = Add-Commit 'a' 'fixed' "a: mend it`n`nFixes: $($first.Substring(0, 12)) (`"first`")"
    $later = Add-Commit 'a' 'fixed again' "a: mend the mending`n`nFixes: $($fix.Substring(0, 12)) (`"a: mend it`")"
    $null = Add-Commit 'm' 'm' "unrelated`n`nSee $second."
    Invoke-Git switch -q stable
    $null = Invoke-Git cherry-pick -x $second
    $onStable = Invoke-Git rev-parse HEAD
    $null = Add-Commit 'd' 'another' 'in the way'
    $status = @(Get-TopicStatus -Topic topic -Since base -Upstream main -Target stable, old -Repository $folder)
}

Describe 'Get-TopicStatus' {
    It 'has a row for each commit, oldest first, and says how it stands to upstream' {
        $status | ForEach-Object { $_.Commit } | Should -Be (Invoke-Git rev-list --reverse --no-merges base..topic)
        $status | ForEach-Object { "$($_.State)" } | Should -Be 'Upstream', 'Upstream', 'Upstream', 'Pending', 'Pending'
        $status.UpstreamAs | Should -Be $first, $second, $taken, $null, $null
        $status.UpstreamBy | Should -Be 'Ancestor', 'Ancestor', 'Marker', $null, $null
        $status[0] | Should -BeOfType ([MaintainerTools.TopicCommitStatus])
        $status[0].Repository | Should -Be (Invoke-Git rev-parse --show-toplevel)
    }

    It 'knows what is pending since the last merge, and what the next pull request would hold, as git counts it' {
        $pending = @(Invoke-Git rev-list --reverse --no-merges main..topic)
        @($status | Where-Object IsPending).Commit | Should -Be $pending
        $status[0].Topic.NextPull | Should -Be $pending
        $status[0].Topic.NextPullBelow | Should -Be 0
        $status[0].Topic.LastMerge, $status[0].Topic.MergedTip | Should -Be $merge, $second
        $below = (Get-TopicStatus topic 'topic~1' main -Repository $folder).Topic
        $below.NextPull | Should -Be $pending
        $below.NextPullBelow | Should -Be 2
    }

    It 'says on which branches it is, and where it would apply' {
        $stable = $status | ForEach-Object { $_.Target[0] }
        $stable.State | ForEach-Object { "$_" } | Should -Be 'WouldApply', 'Has', 'WouldApply', 'Lacks', 'Lacks'
        $stable[1].As, $stable[1].By | Should -Be $onStable, 'Marker'
        $stable[3].Reason | Should -BeLike 'conflicts in d*'
        $status | ForEach-Object { "$($_.Target[1])" } | Should -Be (@('old: WouldApply') * 5)
    }

    It 'names upstream''s later fixes, fixes of those too, and no mention' {
        $status[0].Followup.Commit | Should -Be $fix, $later
        $status[1].Followup | Should -BeNullOrEmpty
        # What the topic has is none that it lacks.
        Invoke-Git branch -f has-all main
        (Get-TopicStatus has-all base main -Repository $folder).Followup | Should -BeNullOrEmpty
    }

    It 'names own fixups that are not folded yet' {
        $status[3].Fixup | Should -Be $fixup
        $status[4].IsFixup, $status[4].FixupOf | Should -Be $true, $fourth
        @($status | Where-Object IsFixup).Count | Should -Be 1
    }

    It 'sums up in one line' {
        $status[0].Topic.Summary | Should -BeExactly ('5 commits: 3 upstream, 2 pending; 1 own fixup not folded; upstream has 2 follow-ups that it lacks; ' +
            'stable has 1, would take 2, lacks 2; old would take 5; the next pull request holds 3 commits (1 upstream under another name)')
    }

    It 'fits 80 columns, with the summary above the table' {
        $text = $status | Format-Table | Out-String -Width 80
        $text | Should -BeLike '*Summary: 5 commits: 3 upstream*'
        $text | Should -BeLike "*$($first.Substring(0, 12))*itself*applies, applies*first*"
        foreach ($line in $text -split "`n") { $line.TrimEnd().Length | Should -BeLessOrEqual 80 }
    }

    It 'writes nothing and leads on to the next cmdlets' {
        $before = "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref)"
        $forecast = $status | Where-Object State -EQ Pending | Get-BackportForecast -Target old -Repository $folder
        $forecast.Verdict | ForEach-Object { "$_" } | Should -Be 'Clean', 'Clean'
        "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref)" | Should -Be $before
    }

    It 'answers the rest where a target is no commit, and says which' {
        $rows = @(Get-TopicStatus topic base main -Target nowhere, old -Repository $folder -ErrorVariable problem -ErrorAction SilentlyContinue)
        $rows.Count | Should -Be 5
        $rows[0].Target.Target | Should -Be 'old'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
        $problem[0].TargetObject | Should -Be 'nowhere'
    }

    It 'has a clear error for <id>' -ForEach @(
        @{ id = 'EmptySeries'; with = @{ Since = 'topic' }; target = 'topic' }
        @{ id = 'RevisionNotFound'; with = @{ Upstream = 'nowhere' }; target = 'nowhere' }
        @{ id = 'RevisionNotFound'; with = @{ Topic = 'nothing' }; target = 'nothing' }
    ) {
        $all = @{ Topic = 'topic'; Since = 'base'; Upstream = 'main'; Repository = $folder }
        foreach ($key in $with.Keys) { $all[$key] = $with[$key] }
        Get-TopicStatus @all -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        $problem[0].TargetObject | Should -Be $target
    }
}
