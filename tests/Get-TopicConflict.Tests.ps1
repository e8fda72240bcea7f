BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    $script:folder = Join-Path $TestDrive 'radar'
    $null = New-Item $folder -ItemType Directory
    function Save-Commit([string] $Message) { Invoke-Git add -A; Invoke-Git commit -q --allow-empty -m $Message }
    # A branch from another one, made by a script in the work tree.
    function New-Branch([string] $Name, [scriptblock] $Change, [string] $From = 'main') {
        Invoke-Git switch -q -c $Name $From
        . $Change
        Save-Commit $Name
        Invoke-Git switch -q main
    }
    function Set-Line([string] $Name, [int] $Number, [string] $Text) {
        $lines = @(Get-Content (Join-Path $folder $Name)); $lines[$Number - 1] = $Text
        Write-File $Name $lines
    }
    function Set-Link([string] $Digit) { Invoke-Git update-index --add --cacheinfo "160000,$($Digit * 40),sub" }
    # What git says of a pair: the exit code, and the paths in conflict.
    function Get-Answer([string] $Ours, [string] $Theirs) {
        $out = (Invoke-Git merge-tree --write-tree --name-only --no-messages -z $Ours $Theirs 2> $null) -join "`n"
        $code = $LASTEXITCODE
        $paths = @(if ($code -eq 1) { ($out -split "`0")[1..9999] | Where-Object { $_ } | Sort-Object -Unique -CaseSensitive })
        "$code $($paths -join '|')"
    }
    function Format-Pair($Pair) {
        $code = switch ($Pair.Verdict) { 'Conflict' { 1 } 'Unrelated' { 128 } 'NotVerified' { 'unknown' } default { 0 } }
        "$code $(($Pair.ConflictPath | Sort-Object -CaseSensitive) -join '|')"
    }
    function Get-Pair([string[]] $Topic, [hashtable] $With = @{}) { Get-TopicConflict $Topic -All -Repository $script:folder @With }

    Invoke-Git init -q -b main
    Write-File f @(1..20)
    Write-File g @(1..20 | ForEach-Object { "g $_" })
    Write-File list @('one', 'two')
    Write-File data @('x')
    Write-File odd @('x')
    $null = New-Item (Join-Path $folder dir/old) -ItemType Directory
    Write-File dir/old/a @(1..9)
    Write-File dir/old/b @(11..19)
    Write-File .gitattributes @('list merge=union', 'data -merge', 'odd merge=mine')
    Invoke-Git add -A
    $null = New-Item (Join-Path $folder sub) -ItemType Directory
    Set-Link 1
    Invoke-Git commit -q -m base
    New-Branch one { Set-Line f 3 'one' }
    New-Branch two { Set-Line f 3 'two' }
    New-Branch three { Set-Line f 17 'three' }
    New-Branch rename { Invoke-Git mv g h; Set-Line h 2 'renamed' }
    New-Branch rename-otherwise { Invoke-Git mv g k }
    New-Branch edit { Set-Line g 12 'edited' }
    New-Branch delete { Invoke-Git rm -q g }
    New-Branch list-a { Write-File list @('one', 'two', 'a') }
    New-Branch list-b { Write-File list @('one', 'two', 'b') }
    New-Branch data-a { Write-File data @('a') }
    New-Branch data-b { Write-File data @('b') }
    New-Branch odd-a { Write-File odd @('a') }
    New-Branch odd-b { Write-File odd @('b') }
    New-Branch folder { Invoke-Git mv dir/old dir/new }
    New-Branch into-folder { Write-File dir/old/c @('c') }
    New-Branch new-a { Write-File new @('a') }
    New-Branch new-b { $null = New-Item (Join-Path $folder new) -ItemType Directory; Write-File new/b @('b') }
    foreach ($digit in '2', '3') {
        Invoke-Git switch -q -c "sub-$digit" main
        Set-Link $digit
        Invoke-Git commit -q -m "sub $digit"
        Invoke-Git switch -q main
    }
    Invoke-Git switch -q --orphan alone
    Write-File alone @('alone')
    Save-Commit alone
    Invoke-Git switch -q main
    # Two branches that have merged each other: two merge bases.
    New-Branch left { Set-Line f 10 'left' }
    New-Branch right { Set-Line f 12 'right' }
    Invoke-Git branch left-before left
    Invoke-Git switch -q left
    Invoke-Git merge -q --no-edit -s ours right
    Set-Line f 10 'left again'; Save-Commit 'left again'
    Invoke-Git switch -q right
    Invoke-Git merge -q --no-edit -s ours left-before
    Set-Line f 10 'right again'; Save-Commit 'right again'
    Invoke-Git switch -q main
    $topics = @(Invoke-Git for-each-ref --format='%(refname:short)' refs/heads)
    $all = @(Get-Pair $topics)
}

Describe 'Get-TopicConflict' {
    It 'says of each pair what git merge-tree says' {
        $all.Count | Should -Be ($topics.Count * ($topics.Count - 1) / 2)
        $driven = @($all | Where-Object { $_.Ours -eq 'odd-a' -and $_.Theirs -eq 'odd-b' })
        $different = foreach ($pair in $all) {
            $git = Get-Answer $pair.Ours $pair.Theirs
            if ($pair -notin $driven -and $git -cne (Format-Pair $pair)) { "$($pair.Ours) $($pair.Theirs): git $git, here $(Format-Pair $pair)" }
        }
        $different | Should -BeNullOrEmpty
        # Each of the kinds is there.
        foreach ($known in @(
                'one two 1 f', 'edit rename 0 ', 'rename rename-otherwise 1 g|h|k', 'list-a list-b 0 ', 'data-a data-b 1 data', 'sub-2 sub-3 1 sub',
                'left right 1 f',
                'folder into-folder 1 dir/new/c')) {
            $ours, $theirs, $answer = $known -split ' ', 3
            Format-Pair ($all | Where-Object { $_.Ours -eq $ours -and $_.Theirs -eq $theirs }) | Should -BeExactly $answer -Because $known
        }
        @($all | Where-Object { $_.MergeBase.Count -eq 2 }).Count | Should -Be 1
    }

    It 'knows by the history what needs no merge, as git does' {
        foreach ($pair in $all | Where-Object DecidedBy -EQ History) {
            $bases = @(Invoke-Git merge-base --all $pair.OursSha $pair.TheirsSha)
            $pair.MergeBase | Should -Be $bases
            $expected = if (!$bases) { 'Unrelated' } elseif ($bases -contains $pair.TheirsSha) { 'UpToDate' } else { 'FastForward' }
            "$($pair.Verdict)" | Should -Be $expected
        }
        @($all | Where-Object { 'alone' -in $_.Ours, $_.Theirs }).Verdict | Sort-Object -Unique | Should -Be 'Unrelated'
    }

    It 'gives without -All only what is in the way' {
        $rows = @(Get-TopicConflict $topics -Repository $folder)
        $rows.Count | Should -Be @($all | Where-Object { $_.Verdict -in 'Conflict', 'NotVerified', 'Unrelated' }).Count
        $rows[0] | Should -BeOfType ([MaintainerTools.TopicConflict])
        $rows[0].Repository | Should -Be $folder
    }

    It 'does not know what a merge driver would make of it, and says so' {
        Invoke-Git config merge.mine.driver 'true'
        $pair = Get-Pair odd-a, odd-b
        "$($pair.Verdict)" | Should -Be 'NotVerified'
        $pair.Reason | Should -BeLike '*odd*mine*'
        Invoke-Git config --unset merge.mine.driver
        # What was kept before the driver was there holds again.
        (Get-Pair odd-a, odd-b).DecidedBy | Should -Be 'Kept'
    }

    It 'holds each topic against each target, and no target against another' {
        $rows = @(Get-TopicConflict two, three -Target one, rename -All -Repository $folder)
        $rows | ForEach-Object { "$($_.Ours)-$($_.Theirs)-$($_.IsTarget)-$($_.Verdict)" } | Should -Be @(
            'one-two-True-Conflict', 'one-three-True-Clean', 'rename-two-True-Clean', 'rename-three-True-Clean', 'two-three-False-Clean')
    }

    It 'lays them out as a matrix' {
        $rows = @(Get-TopicConflict one, two, three, rename, rename-otherwise, alone -Target two -Matrix -Repository $folder)
        $rows.Cells | Should -Be '\ 1 . . . ?', '1 \ . . . ?', '. . \ . . ?', '. . . \ 3 ?', '. . . 3 \ ?', '? ? ? ? ? \'
        $rows.Number | Should -Be (1..6)
        $rows[0].TopicConflict | Should -Be 'two', 'alone'
        $rows[0].TopicNumber | Should -Be 2, 6
        $rows[0].TargetConflict | Should -Be 'two'
        $rows[1].TargetConflict | Should -BeNullOrEmpty
        $rows[0].Summary | Should -BeExactly ('6 topics, 15 pairs: 2 conflicts, 5 without an answer; 0 topics without one; ' +
            'with two: 1 conflict, 1 without an answer')
        $text = $rows | Format-Table | Out-String -Width 80
        foreach ($line in $text -split "`n") { $line.TrimEnd().Length | Should -BeLessOrEqual 80 }
    }

    It 'finds an order in which fewer merges stop, as git merges them' {
        # The middle one is in the way of both others.
        New-Branch middle { Set-Line f 5 'middle'; Set-Line f 15 'middle' }
        New-Branch upper { Set-Line f 5 'upper' }
        New-Branch lower { Set-Line f 15 'lower' }
        function Measure-Stop([string[]] $Order) {
            Invoke-Git switch -q --detach main
            $stops = foreach ($topic in $Order) {
                $null = Invoke-Git merge -q --no-ff --no-edit $topic 2>&1
                if ($LASTEXITCODE) { $topic; Invoke-Git merge --abort }
            }
            Invoke-Git switch -q main
            , @($stops)
        }
        $steps = @(Get-TopicConflict middle, upper, lower, three -Target main -Order -Repository $folder)
        $steps.Topic | Should -Be 'upper', 'lower', 'three', 'middle'
        $stops = Measure-Stop $steps.Topic
        @($steps | Where-Object Verdict -EQ Conflict).Topic | Should -Be $stops
        $steps[0].Conflicts, $steps[0].AtLeast, $steps[0].IsFewest | Should -Be 1, 1, $true
        $steps[3].ConflictsWith | Should -Be 'upper', 'lower'
        (Measure-Stop middle, upper, lower, three).Count | Should -Be 2
        $without = @(Get-TopicConflict middle, upper, lower, three -Order -Repository $folder)
        $without.Topic | Should -Be $steps.Topic
        $without[0].Verdict | Should -Be 'FastForward'
    }

    It 'asks only the pairs of a head that moved' {
        $names = 'one', 'two', 'upper-2', 'edit', 'rename', 'list-a', 'list-b', 'data-a', 'data-b'
        New-Branch upper-2 { Set-Line f 3 'upper'; Set-Line g 12 'upper' }
        $null = Get-Pair $names
        $before = @(Get-Pair $names)
        $before | Where-Object DecidedBy -EQ Merge | Should -BeNullOrEmpty
        @($before | Where-Object DecidedBy -EQ Kept).Count | Should -BeGreaterThan 5
        Invoke-Git switch -q upper-2
        Set-Line g 13 'more'; Save-Commit 'more'
        Invoke-Git switch -q main
        $after = @(Get-Pair $names)
        $asked = @($after | Where-Object DecidedBy -EQ Merge)
        $asked.Count | Should -BeGreaterThan 2
        $asked | Where-Object { 'upper-2' -notin $_.Ours, $_.Theirs } | Should -BeNullOrEmpty
        foreach ($pair in $after) { Format-Pair $pair | Should -BeExactly (Get-Answer $pair.Ours $pair.Theirs) }
        # A message alone changes no tree.
        Invoke-Git switch -q upper-2
        Invoke-Git commit -q --amend -m 'said better'
        Invoke-Git switch -q main
        Get-Pair $names | Where-Object DecidedBy -EQ Merge | Should -BeNullOrEmpty
    }

    It 'asks again where attributes say something else of a path that was merged, and only there' {
        $names = 'list-a', 'list-b', 'one', 'two'
        $null = Get-Pair $names
        Write-File dir/.gitattributes @('* -merge')
        Get-Pair $names | Where-Object DecidedBy -EQ Merge | Should -BeNullOrEmpty
        Invoke-Git config core.pager less
        Get-Pair $names | Where-Object DecidedBy -EQ Merge | Should -BeNullOrEmpty
        Write-File .gitattributes @('list -merge')
        $pair = Get-Pair list-a, list-b
        "$($pair.DecidedBy)", (Format-Pair $pair) | Should -Be 'Merge', '1 list'
        Get-Answer list-a list-b | Should -BeExactly '1 list'
        Invoke-Git checkout -q .
        Remove-Item (Join-Path $folder dir/.gitattributes) -Force
        Format-Pair (Get-Pair list-a, list-b) | Should -BeExactly '0 '
    }

    It 'asks again what was kept where that is <what>' -ForEach @(
        @{ what = 'damaged'; harm = { param([byte[]] $Bytes) for ($i = 40; $i -lt $Bytes.Length; $i += 50) { $Bytes[$i] = $Bytes[$i] -bxor 0x5a }; , $Bytes } }
        @{ what = 'truncated'; harm = { param([byte[]] $Bytes) , $Bytes[0..($Bytes.Length / 2)] } }
        @{ what = 'empty'; harm = { param([byte[]] $Bytes) , [byte[]]::new(0) } }
    ) {
        $null = Get-Pair $topics
        $files = @(Get-ChildItem (Join-Path $folder .git/maintainer-tools) -Recurse -Filter pairs-*)
        $files | Should -Not -BeNullOrEmpty
        foreach ($file in $files) { [System.IO.File]::WriteAllBytes($file, (& $harm ([System.IO.File]::ReadAllBytes($file)))) }
        $again = @(Get-Pair $topics -ErrorVariable problem)
        $problem | Should -BeNullOrEmpty
        $again | Where-Object DecidedBy -EQ Kept | Should -BeNullOrEmpty
        $again | ForEach-Object { Format-Pair $_ } | Should -Be ($all | ForEach-Object { Format-Pair $_ })
        $asked = Get-Pair $topics | Where-Object { $_.DecidedBy -eq 'Merge' -and $_.Verdict -in 'Clean', 'Conflict' }
        $asked | Where-Object { !($_.ConflictKind -match 'file/directory|submodule') } | Should -BeNullOrEmpty
    }

    It 'writes nothing that git sees' {
        $before = "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref) $(Invoke-Git status --porcelain)"
        $null = Get-Pair $topics @{ Target = 'main' }
        $null = Get-TopicConflict one, two, three -Order -Repository $folder
        "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref) $(Invoke-Git status --porcelain)" | Should -Be $before
    }

    It 'takes topics from the pipeline, each once' {
        $rows = @('one', 'two', 'one' | Get-TopicConflict -Repository $folder)
        $rows | ForEach-Object { "$($_.Ours) $($_.Theirs)" } | Should -Be 'one two'
    }

    It 'answers the others where one is no commit, and says which' {
        $rows = @(Get-TopicConflict one, nowhere, two -Target nothing, one -All -Repository $folder -ErrorVariable problem -ErrorAction SilentlyContinue)
        $rows | ForEach-Object { "$($_.Ours) $($_.Theirs) $($_.Verdict)" } | Should -Be 'one one UpToDate', 'one two Conflict', 'one two Conflict'
        $problem | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
        $problem | ForEach-Object TargetObject | Should -Be 'nowhere', 'nothing'
    }

    It 'says nothing of one topic alone' {
        Get-TopicConflict one -All -Repository $folder | Should -BeNullOrEmpty
        (Get-TopicConflict one -Matrix -Repository $folder).Cells | Should -Be '\'
        (Get-TopicConflict one -Order -Repository $folder).Verdict | Should -Be 'FastForward'
    }

    It 'has the same answers of a bare repository, where no attributes count' {
        $bare = Join-Path $TestDrive 'bare.git'
        Invoke-Git clone -q --bare $folder $bare
        $rows = @(Get-TopicConflict $topics -All -Repository $bare)
        $script:folder = $bare
        foreach ($pair in $rows) { Format-Pair $pair | Should -BeExactly (Get-Answer $pair.Ours $pair.Theirs) }
        Format-Pair ($rows | Where-Object { $_.Ours -eq 'list-a' -and $_.Theirs -eq 'list-b' }) | Should -BeExactly '1 list'
        $script:folder = Join-Path $TestDrive 'radar'
    }
}
