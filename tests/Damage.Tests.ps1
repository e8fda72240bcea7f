# A repository in which one object of one of several inputs is damaged: that input has the error, and the others their answers.
BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $damaged = Join-Path $TestDrive 'damaged'
    git init -q -b main $damaged
    Push-Location $damaged
    git config user.name A; git config user.email a@example.org
    function Save($Name, $Line, $Text, $Message) {
        1..40 | ForEach-Object { if ($_ -eq $Line) { $Text } else { "$Name $_" } } | Set-Content $Name
        git add $Name; git commit -q -m $Message; git rev-parse HEAD
    }
    'a', 'b', 'c' | ForEach-Object { $null = Save $_ 0 '' "add $_" }
    git branch stable
    $one = Save a 9 'one' 'change a'
    $two = Save b 9 'two' 'change b'
    $three = Save c 9 'three' 'change c'
    $fix = Save d 1 'd' "fix c`n`nFixes: $($three.Substring(0, 12)) (`"change c`")"
    git switch -q stable
    # What these files are on the branch, and what the change makes of them, must be read.
    $null = Save a 30 'ours' 'our a'; $null = Save b 30 'ours' 'our b'; $null = Save c 30 'ours' 'our c'
    $blob = git rev-parse "${two}:b"
    $file = ".git/objects/$($blob.Substring(0, 2))/$($blob.Substring(2))"
    if (-not $IsWindows) { chmod u+w $file } else { Set-ItemProperty $file IsReadOnly $false }
    Set-Content $file 'no zlib stream'
    Pop-Location
    $common = @{ Repository = $damaged; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failed' }
}

Describe 'Of several inputs one of which cannot be read' {
    It 'Get-BackportForecast answers the others<named>' -ForEach @(
        @{ named = ''; more = @{} }
        @{ named = ', each by itself'; more = @{ Independent = $true } }
        @{ named = ', with prerequisites and fixes'; more = @{ Upstream = 'main'; FindPrerequisite = $true } }
    ) {
        $found = Get-BackportForecast $one, $two, $three -Target stable @common @more
        $found.Commit | Should -Be $one, $three
        $failed.FullyQualifiedErrorId | Should -Match '^MalformedObject'
    }

    It 'Find-CherryPickPrerequisite answers the others<named>' -ForEach @(
        @{ named = ''; more = @{} }
        @{ named = ', each by itself'; more = @{ Independent = $true } }
    ) {
        $found = Find-CherryPickPrerequisite $one, $two, $three -Onto stable -Upstream main @common @more
        $found.Commit | Should -Be $one, $three
        $failed.FullyQualifiedErrorId | Should -Match '^MalformedObject'
    }

    It 'Find-FollowupFix answers from the messages' {
        $found = Find-FollowupFix $one, $two, $three -Upstream main -MissingFrom stable @common
        $found.Commit | Should -Be $fix
        $failed | Should -BeNullOrEmpty
    }

    It 'Get-MergeForecast answers the others' {
        $found = Get-MergeForecast stable main~3, main~2 @common
        @($found).Count + @($failed).Count | Should -Be 2
        @($found)[0].Verdict | Should -Be 'Clean'
    }

    It 'Test-CherryPickBase grades the others' {
        git -C $damaged update-ref refs/heads/picked main
        $found = Test-CherryPickBase main~4 picked main @common 6> $null
        $found.Sha | Should -Contain $one
        $found.Sha | Should -Contain $three
    }
}
