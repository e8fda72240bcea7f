BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'MaintainerTools.psd1'))
    $sample = [System.IO.Path]::Combine("$TestDrive", 'sample')
    $null = New-SampleTopicRepository -Path $sample
    $plan = Find-ContentEquivalentMerge -Repository $sample -Topic WIP.x86/pti.base -Upstream linus
}

Describe 'Export-MergePlan' {
    It 'writes the same bytes for the same plan, UTF-8 without a mark' {
        $first = [System.IO.Path]::Combine("$TestDrive", 'first.json')
        $second = [System.IO.Path]::Combine("$TestDrive", 'second.json')
        $plan | Export-MergePlan -Path $first | Should -BeNullOrEmpty
        Find-ContentEquivalentMerge -Repository $sample -Topic WIP.x86/pti.base -Upstream linus | Export-MergePlan $second
        [System.IO.File]::ReadAllText($second) | Should -Be ([System.IO.File]::ReadAllText($first))
        $bytes = [System.IO.File]::ReadAllBytes($first)
        $bytes[0] | Should -Be 123
        [System.Array]::IndexOf($bytes, [byte]13) | Should -Be -1
        [System.IO.File]::ReadAllText($first) | Should -BeLike '*"Format": "MaintainerTools.MergePlan",*"Version": 1,*'
    }

    It 'writes nothing with -WhatIf, and puts the file out with -PassThru' {
        $file = [System.IO.Path]::Combine("$TestDrive", 'none.json')
        $plan | Export-MergePlan -Path $file -WhatIf
        [System.IO.File]::Exists($file) | Should -BeFalse
        ($plan | Export-MergePlan -Path $file -PassThru -WhatIf).FullName | Should -Be $file
        [System.IO.File]::Exists($file) | Should -BeFalse
        ($plan | Export-MergePlan -Path $file -PassThru).Length | Should -BeGreaterThan 100
    }
}
