BeforeAll {
    . "$PSScriptRoot/HostProcess.ps1"
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $folder = Join-Path $TestDrive 'faults'
    $null = & git init -q -b main $folder 2>&1
    $identity = '-c', 'user.name=A U Thor', '-c', 'user.email=author@example.com', '-c', 'commit.gpgsign=false', '-c', 'core.autocrlf=false'
    $script:clock = 0
    function Invoke-Git { & git -C $folder @identity @args }
    function Add-Version([string] $Message, [string[]] $Line, [string] $Path = 'parse.c') {
        [IO.File]::WriteAllText("$folder/$Path", ($Line -join "`n") + "`n")
        $env:GIT_AUTHOR_DATE = $env:GIT_COMMITTER_DATE = "@$(1500000000 + ($script:clock += 100)) +0000"
        $null = Invoke-Git add -A
        $null = Invoke-Git commit -q -m $Message
        Remove-Item env:GIT_AUTHOR_DATE, env:GIT_COMMITTER_DATE
        Invoke-Git rev-parse HEAD
    }
    $head = '#include <string.h>', '', 'int open_input(const char *name)', '{', '  return name ? find_entry(name) : -1;', '}', ''
    $body = 'int parse_header(char *out, const char *in)', '{', '  size_t length = strlen(in);', '  memcpy(out, in, length);',
        '  return store_header(out, length);', '}'
    $null = Add-Version 'begin' $head
    $null = Invoke-Git tag v1
    $introducer = Add-Version 'parse: add headers' ($head + $body)
    $null = Invoke-Git tag v2
    $null = Add-Version 'parse: indent' ($head + ($body -replace '^  ', '    '))
    $null = Invoke-Git tag v3
    $null = Invoke-Git branch stable
    $null = Invoke-Git mv parse.c header.c
    $fixed = @($head + ($body -replace '^  ', '    '))
    $at = [array]::IndexOf($fixed, '    memcpy(out, in, length);')
    $null = Invoke-Git commit -q -m 'move'
    $fix = Add-Version "parse: check the length of headers`n`nFixes: $introducer" `
        ($fixed[0..($at - 1)] + '    if(length > MAX_HEADER)', '        return -1;' + $fixed[$at..($fixed.Count - 1)]) header.c
    $null = Invoke-Git tag v4
}

Describe 'Find-AffectedRef' {
    It 'finds the introducer through an indentation and a rename, and the tags between' {
        $found = @(Find-AffectedRef -Repository $folder -Fix $fix)
        $found.Ref | Should -Be 'v1', 'v2', 'v3', 'v4'
        $found.State | Should -Be 'NeverHad', 'HasBug', 'HasBug', 'HasFix'
        $found[0].Introducer[0].Commit | Should -Be $introducer
        $found[0].Introducer[0].Reason | Should -Not -BeNullOrEmpty
        $found[0].FixesTag | Should -Be $introducer
        $found[0].FixesTagAgrees | Should -BeTrue
        $found[3].FixedBy | Should -Be $fix
    }

    It 'says the same as git of which tags contain introducer and fix' {
        $found = @(Find-AffectedRef -Repository $folder -Fix $fix -State HasBug)
        $has = @(Invoke-Git tag --contains $introducer --no-contains $fix)
        $found.Ref | Should -Be $has
    }

    It 'makes ranges of tags in the same state' {
        $ranges = @(Find-AffectedRef -Repository $folder -Fix $fix -Summary)
        $ranges.State | Should -Be 'NeverHad', 'HasBug', 'HasFix'
        ($ranges[1].First, $ranges[1].Last, $ranges[1].Count) | Should -Be 'v2', 'v3', 2
    }

    It 'takes branches and the pipeline, and knows a pick of the fix' {
        $null = Invoke-Git checkout -q stable
        $null = Invoke-Git cherry-pick -x $fix
        $picked = Invoke-Git rev-parse HEAD
        $null = Invoke-Git checkout -q main
        $found = @($fix | Find-AffectedRef -Repository $folder -Target stable, v3)
        $found.State | Should -Be 'HasFix', 'HasBug'
        $found[0].FixedBy | Should -Be $picked
    }

    It 'has one error for a bad name, and goes on' {
        $found = @(Find-AffectedRef -Repository $folder -Fix nothing, $fix -ErrorVariable problem -ErrorAction SilentlyContinue)
        $found.Count | Should -Be 4
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
    }

    It 'says Unknown where nothing leads to a fault' {
        $root = Invoke-Git rev-list --max-parents=0 main
        $found = @(Find-AffectedRef -Repository $folder -Fix $root -Target v1, stable)
        $found[0].State | Should -Be 'HasFix'
        $found[0].Introducer.Count | Should -Be 0
    }
}
