BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'MaintainerTools.psd1'))
}

Describe 'New-SampleTopicRepository' {
    It 'makes the repository and says where and what' {
        $path = [System.IO.Path]::Combine("$TestDrive", 'bare')
        $sample = New-SampleTopicRepository -Path $path
        $sample.GetType().FullName | Should -Be 'MaintainerTools.SampleTopicRepository'
        $sample.Path | Should -Be $path
        $sample.HeadBranch | Should -Be 'x86/pti'
        $sample.Refs['linus'] | Should -Match '^[0-9a-f]{40}$'
        $sample.Refs.Keys -contains 'WIP.x86/pti.base' | Should -BeTrue
        [System.IO.File]::Exists($sample.ReviewPath) | Should -BeTrue
        [System.IO.Directory]::Exists([System.IO.Path]::Combine($path, '.git')) | Should -BeTrue
        [System.IO.File]::Exists([System.IO.Path]::Combine($path, 'init', 'main.c')) | Should -BeTrue
    }

    It 'takes paths from the pipeline and makes the same each time' {
        $paths = 'one', 'two' | ForEach-Object { [System.IO.Path]::Combine("$TestDrive", $_) }
        $samples = @($paths | New-SampleTopicRepository)
        $samples.Count | Should -Be 2
        $samples[0].Refs['luto/x86/pti'] | Should -Be $samples[1].Refs['luto/x86/pti']
    }

    It 'creates nothing with -WhatIf' {
        $path = [System.IO.Path]::Combine("$TestDrive", 'whatif')
        New-SampleTopicRepository -Path $path -WhatIf | Should -BeNullOrEmpty
        [System.IO.Directory]::Exists($path) | Should -BeFalse
    }

    It 'leaves a folder that is not empty alone: an error for it, and on with the next' {
        $taken = [System.IO.Path]::Combine("$TestDrive", 'taken')
        $free = [System.IO.Path]::Combine("$TestDrive", 'free')
        $null = [System.IO.Directory]::CreateDirectory($taken)
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($taken, 'mine.txt'), 'mine')
        $samples = @($taken, $free | New-SampleTopicRepository -Force -ErrorVariable problem -ErrorAction SilentlyContinue)
        $samples.Count | Should -Be 1
        $samples[0].Path | Should -Be $free
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -Be 'PathNotEmpty,MaintainerTools.Cmdlets.NewSampleTopicRepositoryCommand'
        $problem[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        $problem[0].TargetObject | Should -Be $taken
        [System.IO.Directory]::GetFileSystemEntries($taken).Count | Should -Be 1
    }

    It 'replaces an earlier sample with -Force, and not without' {
        $path = [System.IO.Path]::Combine("$TestDrive", 'again')
        $first = New-SampleTopicRepository -Path $path
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($path, 'init', 'main.c'), 'changed')
        New-SampleTopicRepository -Path $path -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        New-SampleTopicRepository -Path $path -Force -WhatIf | Should -BeNullOrEmpty
        [System.IO.File]::ReadAllText([System.IO.Path]::Combine($path, 'init', 'main.c')) | Should -Be 'changed'
        $second = New-SampleTopicRepository -Path $path -Force
        $second.Refs['x86/pti'] | Should -Be $first.Refs['x86/pti']
        [System.IO.File]::ReadAllText([System.IO.Path]::Combine($path, 'init', 'main.c')) | Should -Match 'start_kernel'
    }
}
