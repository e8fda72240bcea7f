BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $sample = Join-Path $TestDrive 'sample'
    $null = New-SampleTopicRepository -Path $sample
    $plan = Find-ContentEquivalentMerge -Repository $sample -Topic WIP.x86/pti.base -Upstream linus
}

Describe 'Export-MergePlan' {
    It 'writes the same bytes for the same plan, UTF-8 without a mark' {
        $first = Join-Path $TestDrive 'first.json'
        $second = Join-Path $TestDrive 'second.json'
        $plan | Export-MergePlan -Path $first | Should -BeNullOrEmpty
        Find-ContentEquivalentMerge -Repository $sample -Topic WIP.x86/pti.base -Upstream linus | Export-MergePlan $second
        (Get-FileHash $second).Hash | Should -Be (Get-FileHash $first).Hash
        $bytes = Get-Content $first -AsByteStream -Raw
        $bytes[0] | Should -Be 123
        $bytes | Should -Not -Contain 13
        Get-Content $first -Raw | Should -BeLike '*"Format": "MaintainerTools.MergePlan",*"Version": 1,*'
    }

    It 'writes nothing with -WhatIf, and puts the file out with -PassThru' {
        $file = Join-Path $TestDrive 'none.json'
        $plan | Export-MergePlan -Path $file -WhatIf
        $file | Should -Not -Exist
        ($plan | Export-MergePlan -Path $file -PassThru -WhatIf).FullName | Should -Be $file
        $file | Should -Not -Exist
        ($plan | Export-MergePlan -Path $file -PassThru).Length | Should -BeGreaterThan 100
    }
}
