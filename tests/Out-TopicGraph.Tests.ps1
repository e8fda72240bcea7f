BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
    $graph = @(Out-TopicGraph -Repository $sample x86/pti v4.14 linus -Base WIP.x86/pti.base -NoColor)
}

Describe 'Out-TopicGraph' {
    It 'shows the tips by name, newest first, and where the columns part' {
        ($graph -match '\[linus\]').Count | Should -Be 1
        ($graph -match '\[x86/pti\]').Count | Should -Be 1
        ($graph -match '\[WIP\.x86/pti\.base\]').Count | Should -Be 1
        ($graph -match '\[v4\.14\]').Count | Should -Be 1
        $graph -match "-'" | Should -Not -BeNullOrEmpty
    }

    It 'has no commit above one that it is an ancestor of, as git says' {
        $shown = @($graph | Select-String '\* .*?([0-9a-f]{12}) ' | ForEach-Object { $_.Matches[0].Groups[1].Value })
        $shown.Count | Should -BeGreaterThan 20
        foreach ($i in 1..($shown.Count - 1)) {
            & git -C $sample merge-base --is-ancestor $shown[$i - 1] $shown[$i]
            $LASTEXITCODE | Should -Be 1 -Because "$($shown[$i - 1]) stands above $($shown[$i])"
        }
    }

    It 'has the commits that the topic has of its own' {
        $own = @(Invoke-Git rev-list WIP.x86/pti.base..x86/pti)
        foreach ($sha in $own[0..11]) { $graph -match $sha.Substring(0, 12) | Should -Not -BeNullOrEmpty }
    }

    It 'has no colours where NO_COLOR is set or none are wanted' {
        $graph -match "`e" | Should -BeNullOrEmpty
        $env:NO_COLOR = '1'
        try { @(Out-TopicGraph -Repository $sample x86/pti linus) -match "`e" | Should -BeNullOrEmpty } finally { $env:NO_COLOR = $null }
    }

    It 'has a clear error for a name that is none' {
        Out-TopicGraph -Repository $sample nowhere -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
        $problem[0].TargetObject | Should -Be 'nowhere'
    }
}
