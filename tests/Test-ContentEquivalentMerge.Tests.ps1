BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
}

Describe 'Test-ContentEquivalentMerge' {
    It 'certifies the base at the version that has its content' {
        $before = Get-State
        $result = Test-ContentEquivalentMerge -Repository $sample -Base WIP.x86/pti.base -Upstream upstream-base -Target linus
        $result.Verdict | Should -Be 'Equivalent'
        $result.MergedTree | Should -Be (Invoke-Git rev-parse 'upstream-base^{tree}')
        $result.MergedTree | Should -Be (Invoke-Git merge-tree --write-tree WIP.x86/pti.base upstream-base)
        $result.PickCount | Should -Be 9
        @($result.Pick | Where-Object { $_.Grade -eq 'ContextDrift' }).Count | Should -Be 1
        @($result.Pick | Where-Object { $_.PairedBy -eq 'Marker' }).Count | Should -Be 9
        $result.NaiveConflicts | Should -Be 14
        Get-State | Should -Not -BeNullOrEmpty
    }

    It 'names the paths that conflict with upstream''s tip, as git does' {
        $result = 'linus' | Test-ContentEquivalentMerge -Repository $sample -Base WIP.x86/pti.base
        $result.Verdict | Should -Be 'Conflicting'
        $lines = @(Invoke-Git merge-tree --write-tree --name-only --no-messages WIP.x86/pti.base linus)
        $result.ConflictPath | Should -Be $lines[1..($lines.Count - 1)]
    }

    It 'reads as a certificate, and each line is what its command prints' -Skip:$IsWindows {
        $result = Test-ContentEquivalentMerge -Repository $sample -Base WIP.x86/pti.base -Upstream upstream-base -Target linus
        $result.Certificate.Count | Should -Be 14
        foreach ($line in $result.Certificate) {
            $printed = @(& sh -c "cd '$sample' && $($line.Command)") -join "`n"
            $printed | Should -Be $line.Output -Because $line.Claim
        }
        "$($result.Certificate[2])" | Should -BeLike "nothing is foreign`n  $ git *"
        $result.Certificate[3].Claim | Should -Be "9 commits of the base are not upstream's own"
    }

    It 'is a plain answer with -Quiet' {
        Test-ContentEquivalentMerge WIP.x86/pti.base upstream-base -Repository $sample -Quiet | Should -BeTrue
        Test-ContentEquivalentMerge WIP.x86/pti.base linus -Repository $sample -Quiet | Should -BeFalse
    }

    It 'limits itself to -Path' {
        $result = Test-ContentEquivalentMerge WIP.x86/pti.base linus -Repository $sample -Path arch/x86/xen
        $result.ConflictPath | Should -Be @('arch/x86/xen/mmu_pv.c')
        @($result.Path).Count | Should -Be 1
    }

    It 'finds what is foreign in the topic' {
        $result = Test-ContentEquivalentMerge x86/pti upstream-base -Repository $sample
        $result.Verdict | Should -Be 'CleanButDifferent'
        @($result.Path | Where-Object { $_.Verdict -eq 'Foreign' }).Count | Should -BeGreaterThan 10
    }

    It 'goes on after a version that is not there' {
        $results = @('nosuch', 'upstream-base' |
                Test-ContentEquivalentMerge -Repository $sample -Base WIP.x86/pti.base -ErrorAction SilentlyContinue -ErrorVariable problems)
        $results.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
        $problems[0].TargetObject | Should -Be 'nosuch'
    }
}
