BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    function New-Topic([string] $Name) {
        $null = New-Series $Name
        Invoke-Git init -q --bare "$folder.git"
        Invoke-Git push -q "$folder.git" main
        $script:asked = @{ Topic = 'main'; Since = 'refs/tags/base'; Repository = $folder }
    }
    function Get-GitText([string[]] $Argument) { (Invoke-Git @Argument) -join "`n" }
}

Describe 'New-TopicMessage' {
    It 'writes the request that git request-pull writes' {
        New-Topic 'request'
        $message = New-TopicMessage PullRequest @asked -Url "$folder.git" -WarningVariable warning
        $message | Should -BeOfType ([MaintainerTools.TopicMessage])
        $message.Text.TrimEnd("`n") | Should -BeExactly (Get-GitText request-pull, refs/tags/base, "$folder.git", main).TrimEnd("`n")
        $message.Patches, $message.Url | Should -Be 3, "$folder.git"
        $warning | Should -BeNullOrEmpty
        [Text.Encoding]::UTF8.GetString($message.Content) | Should -BeExactly $message.Text
    }

    It 'warns where the other side lacks the commit, and says what was not asked' {
        New-Topic 'warn'
        $null = New-TopicMessage PullRequest main:other refs/tags/base "$folder.git" -Repository $folder `
            -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -BeLike 'No match for commit*'
        $null = New-TopicMessage PullRequest @asked -Url https://example.com/repo.git -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -BeLike 'Not verified*'
    }

    It 'writes the mails that git format-patch writes, and git am takes them' {
        New-Topic 'letter'
        $message = New-TopicMessage CoverLetter @asked -Patch -Signature sig
        $git = Get-GitText format-patch, --stdout, --cover-letter, --signature=sig, base..main
        ($message.Text -replace '(?m)^Date: .*$').TrimEnd("`n") | Should -BeExactly ($git -replace '(?m)^Date: .*$').TrimEnd("`n")
        $message.Subject | Should -BeExactly '[PATCH 0/3] *** SUBJECT HERE ***'
        Set-Content "$folder.mbox" -Value $message.Content -AsByteStream
        Invoke-Git checkout -q -b applied refs/tags/base
        Invoke-Git mailsplit -b "-o$folder/.git" "$folder.mbox" | Should -Be '4'
        Invoke-Git am -q "$folder/.git/0002" "$folder/.git/0003" "$folder/.git/0004"
        Invoke-Git rev-parse 'applied^{tree}' | Should -Be $tree
    }

    It 'compares with what the operation record has' {
        New-Topic 'record'
        $null = New-FoldupPlan -Repository $folder -Topic main~1 -Since base -Fixup main~1..main -WarningAction SilentlyContinue |
            Invoke-FoldupPlan -Branch main -Force -Confirm:$false
        Invoke-Git rev-parse main | Should -Not -Be $tip
        $message = New-TopicMessage CoverLetter @asked -Version 2
        $message.Previous | Should -Be $tip
        $message.Text | Should -BeLike '*Range-diff against v1:*'
        $message.Subject | Should -BeLike '`[PATCH v2 0/*'
        (New-TopicMessage CoverLetter @asked).Previous | Should -BeNullOrEmpty
    }

    It 'says that no version before is on record' {
        New-Topic 'norecord'
        $null = New-TopicMessage CoverLetter @asked -Version 2 -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -BeLike '*no range-diff*'
    }

    It 'puts what is piped in below, in the order in which it came' {
        New-Topic 'evidence'
        $message = Get-MergeForecast -Repository $folder -Ours base -Theirs main | New-TopicMessage PullRequest @asked -Url "$folder.git"
        $message.Text | Should -BeLike '*Evidence (MaintainerTools):*Merging as it is:*main into base*'
        $message.Evidence.Count | Should -BeGreaterThan 2
    }

    It 'shows the text, without what would move a cursor' {
        New-Topic 'view'
        Invoke-Git config branch.main.description "See`e[31m this"
        $shown = New-TopicMessage PullRequest @asked -Url "$folder.git" | Out-String
        $shown.Trim() | Should -BeLike "The following changes since commit*:*`n  base (*A U Thor (3)*"
        $shown | Should -Not -Match "`e"
    }

    It 'says what is wrong with what it was given: <id>' -ForEach @(
        @{ id = 'RevisionNotFound'; call = { New-TopicMessage PullRequest nothing base -Url x -Repository $folder } }
        @{ id = 'EmptySeries'; call = { New-TopicMessage CoverLetter refs/tags/base main -Repository $folder } }
        @{ id = 'UrlNeeded'; call = { New-TopicMessage PullRequest main refs/tags/base -Repository $folder } }
        @{ id = 'NotEvidence'; call = { 'text' | New-TopicMessage CoverLetter main refs/tags/base -Repository $folder } }
        @{ id = 'AmbiguousRevision'; call = { Invoke-Git tag main; New-TopicMessage PullRequest main refs/tags/base x -Repository $folder } }
    ) {
        New-Topic "error-$id"
        $failure = @(& $call 2>&1)
        $failure.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
    }

    It 'changes nothing in the repository' {
        New-Topic 'reads'
        $before = "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref)"
        $null = New-TopicMessage CoverLetter @asked -Patch
        "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref)" | Should -BeExactly $before
    }
}
