BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
}

Describe 'New-SampleTopicRepository' {
    It 'makes the repository and says where and what' {
        $path = Join-Path $TestDrive 'bare'
        $sample = New-SampleTopicRepository -Path $path
        $sample.GetType().FullName | Should -Be 'MaintainerTools.SampleTopicRepository'
        $sample.Path | Should -Be $path
        $sample.HeadBranch | Should -Be 'x86/pti'
        $sample.Refs['linus'] | Should -Match '^[0-9a-f]{40}$'
        $sample.Refs.Keys -contains 'WIP.x86/pti.base' | Should -BeTrue
        Test-Path $sample.ReviewPath -PathType Leaf | Should -BeTrue
        Test-Path $path/.git -PathType Container | Should -BeTrue
        Test-Path $path/init/main.c -PathType Leaf | Should -BeTrue
    }

    It 'takes paths from the pipeline and makes the same each time' {
        $paths = 'one', 'two' | ForEach-Object { Join-Path $TestDrive $_ }
        $samples = @($paths | New-SampleTopicRepository)
        $samples.Count | Should -Be 2
        $samples[0].Refs['luto/x86/pti'] | Should -Be $samples[1].Refs['luto/x86/pti']
    }

    It 'creates nothing with -WhatIf' {
        $path = Join-Path $TestDrive 'whatif'
        New-SampleTopicRepository -Path $path -WhatIf | Should -BeNullOrEmpty
        $path | Should -Not -Exist
    }

    It 'leaves a folder that is not empty alone: an error for it, and on with the next' {
        $taken = Join-Path $TestDrive 'taken'
        $free = Join-Path $TestDrive 'free'
        $null = New-Item $taken -ItemType Directory
        Set-Content $taken/mine.txt mine
        $samples = @($taken, $free | New-SampleTopicRepository -Force -ErrorVariable problem -ErrorAction SilentlyContinue)
        $samples.Count | Should -Be 1
        $samples[0].Path | Should -Be $free
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -Be 'PathNotEmpty,MaintainerTools.Cmdlets.NewSampleTopicRepositoryCommand'
        $problem[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        $problem[0].TargetObject | Should -Be $taken
        @(Get-ChildItem $taken -Force).Count | Should -Be 1
    }

    It 'replaces an earlier sample with -Force, and not without' {
        $path = Join-Path $TestDrive 'again'
        $first = New-SampleTopicRepository -Path $path
        Set-Content $path/init/main.c changed
        New-SampleTopicRepository -Path $path -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        New-SampleTopicRepository -Path $path -Force -WhatIf | Should -BeNullOrEmpty
        Get-Content $path/init/main.c | Should -Be 'changed'
        $second = New-SampleTopicRepository -Path $path -Force
        $second.Refs['x86/pti'] | Should -Be $first.Refs['x86/pti']
        Get-Content $path/init/main.c -Raw | Should -Match 'start_kernel'
    }
}
