BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/HostProcess.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
}

Describe 'Test-CherryPickBase' {
    It 'finds nothing wrong with the base of the story, and says so in one line' {
        $picks = @(Test-CherryPickBase -Repository $sample -Since v4.14 -Base WIP.x86/pti.base -Upstream linus -InformationVariable said)
        $picks.Count | Should -Be 63
        @($picks | Where-Object { $_.PairedBy -eq 'Marker' } | ForEach-Object { $_.Source }) | Should -Be $sources
        @($picks | Where-Object { $_.Finding.Length }).Count | Should -Be 0
        "$said" | Should -BeLike '*63 commits, linear; 54 are upstream''s own, 9 are picks (8 Exact, 1 ContextDrift); nothing found*'
    }

    It 'finds a pick out of order, an unmarked one, a foreign one' {
        $null = Invoke-Git switch -q -c crooked 'WIP.x86/pti.base~9'
        $environment = '-c', 'user.name=T', '-c', 'user.email=t@example.com'
        # Upstream has the second below the first; of what lies beside one another neither comes before the other.
        $null = Invoke-Git @environment cherry-pick -x $sources[4] $sources[3]
        $null = Invoke-Git @environment cherry-pick $sources[5]
        $null = Invoke-Git @environment commit -q --allow-empty -m 'nobody knows this'
        $null = Invoke-Git switch -q x86/pti
        $picks = @(Test-CherryPickBase -Repository $sample -Since 'WIP.x86/pti.base~9' -Base crooked -Upstream linus)
        $picks[0].Finding | Should -BeNullOrEmpty
        $picks[1].Finding | Should -BeLike '*out of upstream''s order*'
        $picks[2].PairedBy | Should -Be 'PatchId'
        $picks[2].Finding | Should -BeLike 'not marked*'
        $picks[3].Grade | Should -Be 'Foreign'
    }

    It 'shows in its table what was found' {
        $text = "Import-Module '$manifest'; Test-CherryPickBase -Repository '$sample' -Since 'WIP.x86/pti.base~9' -Base crooked -Upstream linus"
        $table = (Invoke-HostScript $text -Environment @{ COLUMNS = '80'; NO_COLOR = '1' }).Output -replace '\s+'
        $table | Should -BeLike '*outofupstream''sorder:*'
        $table | Should -BeLike '*notmarked;*'
    }

    It 'names the commit whose change it is where the marker names another' {
        $null = Invoke-Git switch -q -c mismarked 'WIP.x86/pti.base~9'
        $null = Invoke-Git -c user.name=T -c user.email=t@example.com cherry-pick $sources[0]
        $message = ((Invoke-Git log -1 --format=%B $sources[0]) -join "`n").TrimEnd()
        $null = Invoke-Git -c user.name=T -c user.email=t@example.com commit -q --amend -m $message -m "(cherry picked from commit $($sources[4]))"
        $null = Invoke-Git switch -q x86/pti
        $pick = Test-CherryPickBase -Repository $sample -Since 'WIP.x86/pti.base~9' -Base mismarked -Upstream linus 6> $null
        $pick.Source | Should -Be $sources[4]
        "$($pick.Finding)" | Should -BeLike "*it is upstream's $($sources[0].Substring(0, 12)) * by patch-id, which the marker does not name*"
    }

    It 'finds markers that are misspelt, and counts what is no pick apart' {
        $environment = '-c', 'user.name=T', '-c', 'user.email=t@example.com'
        $null = Invoke-Git switch -q -c misspelt 'WIP.x86/pti.base~9'
        $spellings = '(Cherry-Picked from commit {0})', '(chery picked from commit {0})', '[upstream commit {0}]', '(cherry picked from commit {0})'
        foreach ($i in 0..3) {
            $null = Invoke-Git @environment cherry-pick $sources[$i]
            $message = ((Invoke-Git log -1 --format=%B $sources[$i]) -join "`n").TrimEnd()
            $null = Invoke-Git @environment commit -q --amend -m $message -m ($spellings[$i] -f $sources[$i])
        }
        $null = Invoke-Git @environment commit -q --allow-empty -m 'nobody knows this'
        $null = Invoke-Git @environment merge -q --no-ff -m 'bring upstream' upstream-base
        $null = Invoke-Git switch -q x86/pti
        $picks = @(Test-CherryPickBase -Repository $sample -Since 'WIP.x86/pti.base~9' -Base misspelt -Upstream linus -InformationVariable said)
        @($picks | Where-Object { $_.Source -eq $sources[0] })[0].Finding |
            Should -Be "the marker is not written as usual, which is ""(cherry picked from commit $($sources[0]))"""
        @($picks | Where-Object { $_.Source -eq $sources[1] })[0].Finding |
            Should -BeLike """(chery picked from commit $($sources[1]))"" is no marker that is known; the patch-id of upstream's *"
        @($picks | Where-Object { $_.Source -eq $sources[2] })[0].Finding | Should -BeLike 'the marker is not written as usual*'
        @($picks | Where-Object { $_.Source -eq $sources[3] })[0].Finding | Should -BeNullOrEmpty
        $merges = Invoke-Git rev-list --count --merges 'WIP.x86/pti.base~9..misspelt'
        [int] $merges | Should -BeGreaterThan 1
        "$said" | Should -BeLike "* commits, with $merges merges; *"
        "$said" | Should -BeLike '* 4 are picks (*), 1 is nothing of upstream''s; *'
    }

    It 'knows the base that Invoke-CherryPickBase marked with a template, told the same one' -ForEach @(
        @{ Template = 'Our-commit: {sha}' }, @{ Template = '<{sha}: {subject}>' }, @{ Template = '(from {sha}, "{subject}")' }
    ) {
        $since = 'WIP.x86/pti.base~9'
        $branch = "templated-$($Template.Length)"
        $null = Invoke-CherryPickBase -Repository $sample -Onto $since -Branch $branch -Commit $sources[0..7] -Marker $Template
        $picks = @(Test-CherryPickBase -Repository $sample -Since $since -Base $branch -Upstream linus -Marker $Template 6> $null)
        $picks | ForEach-Object { $_.PairedBy } | Should -Be (@('Marker') * 8)
        $picks | ForEach-Object { $_.Source } | Should -Be $sources[0..7]
        @($picks | Where-Object { $_.Finding.Length }).Count | Should -Be 0
        $without = @(Test-CherryPickBase -Repository $sample -Since $since -Base $branch -Upstream linus 6> $null)
        @($without | Where-Object { $_.PairedBy -eq 'Marker' }).Count | Should -Be 0
        $forecast = @(Get-BackportForecast -Repository $sample -Commit $sources[0] -Target $branch -Marker $Template)
        $forecast[0].PresentBy | Should -Be 'Marker'
        (Find-CherryPickPrerequisite -Repository $sample -Commit $sources[0] -Onto $branch -Upstream linus -Marker $Template).IsPresent | Should -BeTrue
        # The same command once more extends what is there.
        $again = @(Invoke-CherryPickBase -Repository $sample -Onto $since -Branch $branch -Commit $sources -Marker $Template)
        $again | ForEach-Object { "$($_.Status)" } | Should -Be (@('AlreadyPresent') * 8 + 'Picked')
    }

    It 'refuses a marker that names no commit' {
        $null = Test-CherryPickBase -Repository $sample v4.14 WIP.x86/pti.base linus -Marker Upstrem -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidMarkerTemplate,*'
    }

    It 'calls the pick of an empty commit exact' {
        $environment = '-c', 'user.name=T', '-c', 'user.email=t@example.com'
        $null = Invoke-Git switch -q -c hollow-upstream v4.14
        $null = Invoke-Git @environment commit -q --allow-empty -m 'nothing to see'
        $hollow = Invoke-Git rev-parse HEAD
        $null = Invoke-Git switch -q -c hollow v4.14
        $null = Invoke-Git @environment cherry-pick -x --allow-empty $hollow
        $null = Invoke-Git switch -q x86/pti
        $pick = Test-CherryPickBase -Repository $sample -Since v4.14 -Base hollow -Upstream hollow-upstream 6> $null
        "$($pick.Grade) $($pick.Reason)" | Should -Be 'Exact '
    }

    It 'shows how a pick differs, what it lost, and what a merge brings' {
        $picks = @(Test-CherryPickBase -Repository $sample -Since v4.14 -Base WIP.x86/pti.base -Upstream linus 6> $null)
        @($picks | Where-Object { $_.DiffOfDiffs } | ForEach-Object { "$($_.Grade)" }) | Should -Be @('ContextDrift')
        ($picks | Where-Object { $_.DiffOfDiffs }).DiffOfDiffs | Should -BeLike '@@*'
        $environment = '-c', 'user.name=T', '-c', 'user.email=t@example.com'
        $null = Invoke-Git switch -q -c short 'WIP.x86/pti.base~9'
        $null = Invoke-Git @environment cherry-pick $sources[0]
        $null = Invoke-Git @environment commit -q --amend -m (Invoke-Git log -1 --format=%s $sources[0]) -m "(cherry picked from commit $($sources[0]))"
        $null = Invoke-Git switch -q -c merging v4.14
        $null = Invoke-Git @environment merge -q --no-ff -m 'bring upstream' upstream-base
        $null = Invoke-Git switch -q x86/pti
        $audit = @(Test-CherryPickBase -Repository $sample -Since 'WIP.x86/pti.base~9' -Base short -Upstream linus 6> $null)
        @(($audit | Where-Object { $_.Source -eq $sources[0] -and $_.PairedBy -eq 'Marker' }).Finding | Where-Object { $_ -like 'trailers*' }) |
            Should -BeLike 'trailers of upstream''s are lost: *'
        $audit = @(Test-CherryPickBase -Repository $sample -Since v4.14 -Base merging -Upstream linus 6> $null)
        ($audit | Where-Object { $_.Subject -eq 'bring upstream' }).Finding |
            Should -BeLike "*brings upstream's $((Invoke-Git rev-parse upstream-base).Substring(0, 12))*"
    }
}
