BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
}

Describe 'Find-CherryPickPrerequisite' {
    It 'finds what the second pick needs on plain v4.14, and proves it' {
        $answer = $sources[1] | Find-CherryPickPrerequisite -Repository $sample -Onto v4.14 -Upstream linus
        $answer.IsClean | Should -BeTrue
        @($answer.Prerequisite).Count | Should -BeGreaterThan 0
        # git agrees: with the set every pick is clean, and the tree is the one that was said.
        $null = Invoke-Git switch -q --detach v4.14
        foreach ($sha in @($answer.Prerequisite) + $sources[1]) {
            $null = Invoke-Git -c user.name=T -c user.email=t@example.com cherry-pick $sha
            $LASTEXITCODE | Should -Be 0
        }
        Invoke-Git rev-parse 'HEAD^{tree}' | Should -Be $answer.Tree
        $null = Invoke-Git switch -q x86/pti
    }

    It 'needs nothing where the pick is clean, and nothing where the change is there' {
        $answers = @($sources[0], $sources[4] | Find-CherryPickPrerequisite -Repository $sample -Onto linux-4.9.y -Upstream linus)
        $answers | ForEach-Object { @($_.Prerequisite).Count } | Should -Be @(0, 0)
        $answers[1].IsPresent | Should -BeTrue
    }

    It 'names a commit that is not there and answers the others' {
        $answers = @('nosuch', $sources[0] |
                Find-CherryPickPrerequisite -Repository $sample -Onto v4.14 -Upstream linus -ErrorAction SilentlyContinue -ErrorVariable problems)
        $answers.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
    }

    It 'finds by symbol what brings an identifier' {
        $topic = @(Invoke-Git rev-list --reverse 'WIP.x86/pti.base..x86/pti')
        $answers = @($topic | Find-CherryPickPrerequisite -Repository $sample -Onto linux-4.9.y -Upstream x86/pti -Symbol)
        $enum = @(Invoke-Git log --format=%H --grep='Add enum for hypervisors to replace x86_hyper' WIP.x86/pti.base)
        $found = @($answers | Where-Object { $_.Prerequisite -contains $enum[0] })
        $found.Count | Should -Be 1
        $found[0].Reason -join '; ' | Should -BeLike '*brings x86_hyper_type*'
        @($answers | Where-Object { -not $_.IsClean }).Count | Should -Be 0
    }

    It 'answers each commit by itself where that is asked for, and lists the other sets' {
        $all = @($sources | Find-CherryPickPrerequisite -Repository $sample -Onto v4.14 -Upstream linus -Independent -Alternative)
        $all.Commit | Should -Be @($sources)
        # The same as when it is asked alone.
        $alone = $sources[1] | Find-CherryPickPrerequisite -Repository $sample -Onto v4.14 -Upstream linus
        @($all | Where-Object Commit -EQ $sources[1]).Prerequisite | Should -Be $alone.Prerequisite
        foreach ($set in $all.Alternative) { $set.Cost | Should -Match '^\d+ commits? \(\d+ fix(es)?\), \+\d+ -\d+$' }
        # As soon as it stands: the first is there without the rest.
        ($sources | Find-CherryPickPrerequisite -Repository $sample -Onto v4.14 -Upstream linus -Independent | Select-Object -First 1).Commit |
            Should -Be $sources[0]
    }
}
