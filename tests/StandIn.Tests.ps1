# The stand-in for Pester has tests of its own; with Pester they would test nothing.
BeforeDiscovery { $underPester = $Host.Name -ne 'MaintainerTools.Shell' }

Describe 'The stand-in for Pester' -Skip:$underPester {
    BeforeAll {
        # Runs a text as a test file; what the inner file says of itself is in $seen.
        function Invoke-Inner([string] $Text, [string[]] $Tag) {
            $file = [System.IO.Path]::Combine($TestDrive, "inner-$([guid]::NewGuid().ToString('n')).ps1")
            [System.IO.File]::WriteAllText($file, $Text)
            $global:seen = [System.Collections.Generic.List[string]]::new()
            Invoke-TestFile -Path $file -Tag $Tag
        }
        function Format-Counts($Result) { "$($Result.Passed) $($Result.Failed) $($Result.Skipped)" }
    }
    AfterAll { $ExecutionContext.SessionState.PSVariable.Remove('global:seen') }

    It 'counts what passes, fails and is skipped' {
        $result = Invoke-Inner 'Describe D { It a { 1 | Should -Be 1 }; It b { 1 | Should -Be 2 }; It c -Skip { throw "x" }; It d { throw "y" } }'
        Format-Counts $result | Should -Be '1 2 1'
        $result.Failure[0].Name | Should -BeLike '*D.b'
        $result.Failure[1].Message | Should -Be 'y'
    }

    It 'fails a file that throws in discovery' {
        Format-Counts (Invoke-Inner 'Describe D { It a { } }; throw "x"') | Should -Be '0 1 0'
        Format-Counts (Invoke-Inner 'Describe D { throw "x"; It a { } }') | Should -Be '0 1 0'
        Format-Counts (Invoke-Inner 'Describe D {') | Should -Be '0 1 0'
    }

    It 'fails every test below a BeforeAll that throws, and goes on' {
        $result = Invoke-Inner 'Describe A { BeforeAll { throw "x" }; It a { }; It s -Skip { }; Context C { It b { } } }; Describe B { It c { } }'
        Format-Counts $result | Should -Be '1 2 1'
    }

    It 'fails for an AfterAll that throws' {
        Format-Counts (Invoke-Inner 'Describe A { AfterAll { throw "x" }; It a { } }') | Should -Be '1 1 0'
    }

    It 'fails a test whose BeforeEach or AfterEach throws' {
        Format-Counts (Invoke-Inner 'Describe A { BeforeEach { throw "x" }; It a { } }; Describe B { AfterEach { throw "x" }; It b { } }') | Should -Be '0 2 0'
    }

    It 'fails a test that breaks out instead of passing it' {
        Format-Counts (Invoke-Inner 'Describe A { It a { break }; It b { continue }; It c { } }') | Should -Be '1 2 0'
    }

    It 'runs Before and After in order and in scope' {
        $result = Invoke-Inner @'
BeforeAll { $top = 'top'; function Get-Top { $top } }
Describe A {
    BeforeAll { $seen.Add('all A'); $x = 'x' }
    AfterAll { $seen.Add("end A $x") }
    BeforeEach { $seen.Add('each A'); $each = "$x-each" }
    AfterEach { $seen.Add("done A $own") }
    Context C {
        BeforeAll { $x = 'inner x' }
        BeforeEach { $seen.Add('each C') }
        AfterEach { $seen.Add('done C') }
        It a { $own = 'a'; $each | Should -Be 'inner x-each'; Get-Top | Should -Be top; $seen.Add('test') }
    }
    It b { $x | Should -Be x; $own | Should -BeNullOrEmpty }
}
Describe B { It c { $x | Should -BeNullOrEmpty; $top | Should -Be top } }
'@
        Format-Counts $result | Should -Be '3 0 0'
        $global:seen -join ', ' | Should -Be 'all A, each A, each C, test, done C, done A a, each A, done A , end A x'
    }

    It 'does not carry what discovery set into the run' {
        Format-Counts (Invoke-Inner 'Describe A { $setInDiscovery = 1; It a { $setInDiscovery | Should -BeNullOrEmpty } }') | Should -Be '1 0 0'
    }

    It 'expands -ForEach, names included' {
        $result = Invoke-Inner @'
BeforeDiscovery { $cases = @(@{ name = 'one'; of = @{ part = 'p' } }, @{ name = 'two'; of = @{ part = 'q' } }) }
Describe 'D <name>' -ForEach $cases {
    It 'has <name> <of.part> <_>' -TestCases 1, 2 { $seen.Add("$name $_"); 'x' | Should -Be 'y' }
}
'@
        Format-Counts $result | Should -Be '0 4 0'
        $global:seen -join ', ' | Should -Be 'one 1, one 2, two 1, two 2'
        $result.Failure[3].Name | Should -BeLike '*D two.has two q 2'
        Format-Counts (Invoke-Inner 'Describe D { It a -ForEach @() { } }') | Should -Be '0 1 0'
    }

    It 'skips below a skipped block and by Set-ItResult' {
        $result = Invoke-Inner 'Describe A -Skip { BeforeAll { throw "x" }; Context C { It a { throw "y" } } }; Describe B { It b { Set-ItResult -Skipped -Because no; throw "z" } }'
        Format-Counts $result | Should -Be '0 0 2'
    }

    It 'selects by tag' {
        Format-Counts (Invoke-Inner 'Describe A -Tag x { It a { } }; Describe B { It b -Tag x { }; It c { throw } }' 'x') | Should -Be '2 0 0'
    }

    It 'gives a drive that is empty again after each block' {
        $result = Invoke-Inner @'
Describe A {
    BeforeAll { [System.IO.File]::WriteAllText("$TestDrive/kept", '') }
    Context C { It a { [System.IO.File]::WriteAllText("$TestDrive/gone", ''); "$TestDrive/gone" | Should -Exist } }
    It b { "$TestDrive/kept" | Should -Exist; "$TestDrive/gone" | Should -Not -Exist }
}
Describe B { It c { "$TestDrive/kept" | Should -Not -Exist } }
'@
        Format-Counts $result | Should -Be '3 0 0'
        [System.IO.File]::WriteAllText("$TestDrive/here", '')
        'TestDrive:/here' | Should -Exist
    }

    It 'holds: <_>' -ForEach @(
        '1 | Should -Be 1', '1 | Should -Not -Be 2', "'a' | Should -Be 'A'", "'a' | Should -Not -BeExactly 'A'", '1, 2 | Should -Be 1, 2', '1, 2 | Should -Not -Be 2, 1'
        '$null | Should -Be $null', '1 | Should -BeTrue', '0 | Should -BeFalse', '$null | Should -BeNullOrEmpty', "'' | Should -BeNullOrEmpty", '@() | Should -BeNullOrEmpty'
        '0 | Should -Not -BeNullOrEmpty', '1, 2 | Should -Contain 2', '1, 2 | Should -Not -Contain 3', '2 | Should -BeIn 1, 2', '3 | Should -Not -BeIn 1, 2'
        "'abc' | Should -Match 'B'", "'abc' | Should -Not -MatchExactly 'B'", "'abc' | Should -BeLike 'A*'", "'abc' | Should -Not -BeLike 'b*'", "'abc' | Should -Not -BeLikeExactly 'A*'"
        '2 | Should -BeGreaterThan 1', '1 | Should -BeLessThan 2', '1 | Should -BeGreaterOrEqual 1', '1 | Should -BeLessOrEqual 1', '1, 2 | Should -HaveCount 2', '@() | Should -HaveCount 0'
        '1 | Should -BeOfType [int]', '1 | Should -BeOfType ([int])', "'x' | Should -Not -BeOfType System.Int32", '{ throw "x" } | Should -Throw', '{ } | Should -Not -Throw'
        '{ throw "a b" } | Should -Throw "a*"', '{ throw "a b" } | Should -Throw -ExpectedMessage "*b"', '{ throw "id" } | Should -Throw -ErrorId "i*"'
        '{ throw [System.IO.IOException]::new("x") } | Should -Throw -ExceptionType ([System.IO.IOException])', '({ throw "pass" } | Should -Throw -PassThru).Exception.Message | Should -Be pass'
    ) {
        Format-Counts (Invoke-Inner "Describe D { It a { $_ } }") | Should -Be '1 0 0'
    }

    It 'fails: <_>' -ForEach @(
        '1 | Should -Be 2', '1 | Should -Not -Be 1', "'a' | Should -BeExactly 'A'", '1, 2 | Should -Be 1', '1 | Should -Be 1, 2', '$null | Should -Be 0', '0 | Should -BeTrue', '1 | Should -BeFalse'
        '@() | Should -BeTrue', '0 | Should -BeNullOrEmpty', '$null | Should -Not -BeNullOrEmpty', '1, 2 | Should -Contain 3', '3 | Should -BeIn 1, 2', "'abc' | Should -Match '^b'"
        "'abc' | Should -Not -Match 'b'", "'abc' | Should -BeLike 'b'", "'abc' | Should -MatchExactly 'B'", '1 | Should -BeGreaterThan 1', '1 | Should -BeLessThan 1', '0 | Should -BeGreaterOrEqual 1'
        '2 | Should -BeLessOrEqual 1', '1, 2 | Should -HaveCount 1', '1 | Should -BeOfType [string]', '"$TestDrive/none" | Should -Exist', '{ } | Should -Throw', '{ throw "x" } | Should -Not -Throw'
        '{ throw "x" } | Should -Throw "y"', '{ throw "x" } | Should -Throw -ErrorId "y"', '{ throw "x" } | Should -Throw -ExceptionType ([System.IO.IOException])', '1 | Should -Throw', '1 | Should', '1, 2 | Should -BeGreaterThan 1'
    ) {
        Format-Counts (Invoke-Inner "Describe D { It a { $_ } }") | Should -Be '0 1 0'
    }

    It 'gives the reason in the message' {
        $result = Invoke-Inner 'Describe D { It a { 1 | Should -Be 2 -Because "it counts" } }'
        $result.Failure[0].Message | Should -Be 'Expected 1 to Be 2, because it counts.'
    }
}
