BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/HostProcess.ps1"
    $sample = Join-Path $TestDrive 'sample'
    $null = New-SampleTopicRepository -Path $sample
    $series = @{ Repository = $sample; Topic = 'x86/pti'; Since = 'WIP.x86/pti.base' }
    $subjects = @{}
    & git -C $sample log --format='%H %s' WIP.x86/pti.base..x86/pti | ForEach-Object { $subjects[$_.Substring(41)] = $_.Substring(0, 40) }
    function Import-Text([string] $Text, [string] $Name = 'mail.eml') {
        $file = Join-Path $TestDrive $Name
        Set-Content $file $Text -NoNewline
        @(Import-ReviewFeedback -Path $file @series)
    }
}

Describe 'Import-ReviewFeedback' {
    It 'reads the review of the sample' {
        $items = @(Import-ReviewFeedback -Path "$sample/review.mbox" @series)
        $items | ForEach-Object { "$($_.Kind)" } | Should -Be @('Remove', 'FoldInto', 'FoldInto', 'Reword', 'Rename', 'Question', 'Note', 'Note')
        $items[0] | Should -BeOfType ([MaintainerTools.ReviewItem])
        $items[0].Commit | Should -Be $subjects['x86/mm/pti: Map ESPFIX into user space']
        $items[0].File | Should -Be 'arch/x86/mm/pti.c'
        $items[0].Line | Should -BeGreaterThan 0
        (& git -C $sample show "$($items[0].Commit):arch/x86/mm/pti.c")[$items[0].Line - 1] | Should -Match 'pr_err'
        $items[1].File | Should -Be 'init/main.c'
        $items[1].Target | Should -Be $subjects['x86/mm/pti: Add infrastructure for page table isolation']
        $items[2].Target | Should -Be $subjects['x86/mm/pti: Add mapping helper functions']
        $items[3].Term | Should -Be '5-level'
        $items[3].Text | Should -Match 'tables nothing changes'
        $items[4].From | Should -Be 'set_percpu_fixmap_ptes'
        $items[4].To | Should -Be 'allocate_percpu_fixmap_ptes'
        $items[5].Reviewer | Should -Be "S$([char]0xF8)ren $([char]0xD8)sterg$([char]0xE5)rd <soren@example.org>"
        $items[5].Text | Should -Match "^Na$([char]0xEF)ve"
        $items[7].Commit | Should -BeNullOrEmpty
        $items[7].Reason | Should -Match '^not bound'
    }

    It 'shows in its table what was said, on a narrow terminal too' {
        $text = "Import-Module '$manifest'; Import-ReviewFeedback -Path '$sample/review.mbox' -Repository '$sample' -Topic x86/pti -Since WIP.x86/pti.base"
        $lines = (Invoke-HostScript $text -Environment @{ COLUMNS = '80'; NO_COLOR = '1' }).Output.Split("`n")
        @($lines | Where-Object { $_ -match '\bKind\b.*\bCommit\b.*\bFile\b.*\bText\b' }).Count | Should -Be 1
        @($lines | Where-Object { $_ -match 'This pr_err' }).Count | Should -Be 1
        # Whole, and no word broken.
        $words = ($lines.Trim() | Where-Object { $_ }) -split '\s+'
        'leftover', 'debugging,', 'allocate_percpu_fixmap_ptes()', 'luto/x86/pti,', 'helper' | ForEach-Object { $words | Should -Contain $_ }
    }

    It 'breaks no word where a terminal of 80 columns keeps the last one free' {
        [MaintainerTools.ReviewItem]@{ Kind = 'Trailer'; Text = 'Acked-by: Tom Top <tom@example.org>' } | Out-String -Width 79 |
            Should -Match '<tom@example\.org>'
        $item = [MaintainerTools.FoldupItem]@{ File = 'f'; Target = '1' * 40; Hunk = "@@ -1 +1 @@`n-a`n+b`n" }
        $item.TargetSubject = 'Add infrastructure for pages, of the table'
        $item | Out-String -Width 79 | Should -Match 'Add infrastructure for pages, of the\s+table'
    }

    It 'breaks no word in the table of proposals at 80 columns' {
        $text = "Import-Module '$manifest'; Set-Location '$sample'; " +
            '(Import-ReviewFeedback review.mbox -Topic x86/pti -Since WIP.x86/pti.base | New-FoldupPlan -Topic x86/pti -Since WIP.x86/pti.base).Proposal'
        $words = (Invoke-HostScript $text -Environment @{ COLUMNS = '80'; NO_COLOR = '1' }).Output -split '\s+'
        'allocate_percpu_fixmap_ptes()', 'place.', 'patch:' | ForEach-Object { $words | Should -Contain $_ }
    }

    It 'leads to one plan that settles every remark of the story' {
        $plan = Import-ReviewFeedback -Path "$sample/review.mbox" @series | New-FoldupPlan @series -Fixup luto/x86/pti -CreditTrailer Co-developed-by
        @($plan.Review | Where-Object { $_.Kind -notin 'Question', 'Note' -and -not $_.IsSettled -and $_.Outcome -notlike 'proposed as *' }).Count |
            Should -Be 0
        @($plan.Proposal).Count | Should -Be 3
        $plan.Proposal | ForEach-Object Accept
        @($plan.Review | Where-Object { -not $_.Outcome }).Count | Should -Be 0
        $rewrite = $plan | Invoke-FoldupPlan -Repository $sample -Branch settled
        $rewrite.Tree | Should -Be $rewrite.ExpectedTree
        function Find-Commit { @(& git -C $sample log --reverse --format=%s @args WIP.x86/pti.base..settled) }
        Find-Commit '-Spr_err("pti_setup_espfix64' | Should -BeNullOrEmpty
        @(Find-Commit '-Spti_init();')[0] | Should -Be 'x86/mm/pti: Add infrastructure for page table isolation'
        Find-Commit '-S< (PAGE_SIZE / 2)' | Should -Be 'x86/mm/pti: Add mapping helper functions'
        Find-Commit '--grep=5-level' | Should -Be 'x86/mm/64: Make a full PGD-entry size hole in the memory map'
        Find-Commit '-Sset_percpu_fixmap_ptes' | Should -BeNullOrEmpty
        @(Find-Commit '-Sallocate_percpu_fixmap_ptes').Count | Should -Be 3
        @(& git -C $sample diff --name-only luto/x86/pti settled).Count | Should -Be 4
    }

    It 'binds by quoted lines when the subject does not tell' {
        $quoted = "> +void set_percpu_fixmap_ptes(void *cea_vaddr, size_t size)`n> +{`n"
        $item = Import-Text "From: R <r@example.org>`nSubject: Re: your series`n`n$quoted`nWhy void?`n"
        $item[0].Kind | Should -Be 'Question'
        $item[0].Commit | Should -Be $subjects['x86/cpu_entry_area: Add debugstore entries to cpu_entry_area']
    }

    It 'takes a remark above what it is about, and leaves signatures, footers and trailers out of it' {
        $patch = (& git -C $sample format-patch -1 --stdout $subjects['x86/mm/pti: Map ESPFIX into user space'] | ForEach-Object { "> $_" }) -join "`n"
        $head = "From: R <r@example.org>`nSubject: Re: your series`n`nPlease drop the pr_err().`nReviewed-by: R <r@example.org>`n`n-- `nR, of example.org`n`n"
        $foot = "_______________________________________________`nxxx mailing list`nxxx@lists.example.org"
        $items = Import-Text "$($head)On Mon, 4 Dec 2017, P wrote:`n$patch`n`n$foot`n"
        $items | ForEach-Object { "$($_.Kind)" } | Should -Be @('Remove', 'Trailer')
        $items[0].Text | Should -Be 'Please drop the pr_err().'
        $items[0].Commit | Should -Be $subjects['x86/mm/pti: Map ESPFIX into user space']
        $items[1].Text | Should -Be 'Reviewed-by: R <r@example.org>'
        $plan = $items | New-FoldupPlan @series
        $plan.Review[0].Outcome | Should -Be 'proposed as 0: remove 1 line from "x86/mm/pti: Map ESPFIX into user space"; done when it is accepted'
        $plan.Proposal[0].Diff | Should -Match '-.*pr_err'
        $plan.Item | Should -BeNullOrEmpty
        # What it does not name is not guessed.
        $items = Import-Text "$($head.Replace('the pr_err()', 'this'))$patch`n"
        (($items | New-FoldupPlan @series -WarningAction SilentlyContinue).Review[0]).Outcome | Should -Match '^open: it does not quote'
    }

    It 'reads a file and a line as <place>' -ForEach @(@{ place = 'pti.c:{0}' }, @{ place = 'arch/x86/mm/pti.c line {0}' }, @{ place = 'line {0} of pti.c' }) {
        $text = & git -C $sample show x86/pti:arch/x86/mm/pti.c
        $line = ($text | Select-String pr_err)[0].LineNumber
        $item = Import-Text "In $($place -f $line) the output must be removed.`n" 'notes.txt'
        $item.Commit | Should -Be $subjects['x86/mm/pti: Map ESPFIX into user space']
        $item.File | Should -Be 'arch/x86/mm/pti.c'
        $item.Line | Should -Be $line
        @(($item | New-FoldupPlan @series).Proposal).Count | Should -Be 1
    }

    It 'takes the file whose change belongs elsewhere for what is meant' {
        $item = Import-Text "The change in init/main.c belongs in the patch that adds pti_init().`n" 'notes.txt'
        $item.File | Should -Be 'init/main.c'
        $item.Commit | Should -Be (& git -C $sample log --format=%H WIP.x86/pti.base..x86/pti -- init/main.c)
        $item.Target | Should -Be $subjects['x86/mm/pti: Add infrastructure for page table isolation']
    }

    It 'knows what to rename from <text>' -ForEach @(
        @{ text = 'Rename foo_bar to baz_bar.' }
        @{ text = 'Please rename `foo_bar` to `baz_bar`.' }
        @{ text = 'Rename foo_bar() into baz_bar()' }
        @{ text = 's/foo_bar/baz_bar/' }
    ) {
        $item = Import-Text "From: R <r@example.org>`nSubject: Re: your series`n`n$text`n"
        "$($item[0].Kind) $($item[0].From) $($item[0].To)" | Should -Be 'Rename foo_bar baz_bar'
    }

    It 'takes plain text, and names what it cannot bind' {
        $item = Import-Text "Please remove the debugging.`n`nAnd s/set_percpu_fixmap_ptes/allocate_ptes/ please.`n" 'notes.txt'
        $item.Count | Should -Be 2
        $item[0].Kind | Should -Be 'Remove'
        $item[0].Commit | Should -BeNullOrEmpty
        $item[1].To | Should -Be 'allocate_ptes'
        $item[0].Reviewer | Should -Be ''
    }

    It 'reads an attached patch and a mail that is only HTML' {
        $mail = @(
            'From: R <r@example.org>', 'Subject: Re: x86/mm/pti: Map ESPFIX into user space', 'MIME-Version: 1.0',
            'Content-Type: multipart/mixed; boundary=b', '',
            '--b', 'Content-Type: text/html; charset=iso-8859-1', 'Content-Transfer-Encoding: quoted-printable', '',
            '<blockquote>+ pr_err(x)</blockquote><p>Please drop this, sch=F6n.</p>',
            '--b', 'Content-Type: text/x-patch; name=fix.patch', 'Content-Disposition: attachment; filename=fix.patch', '',
            'diff --git a/f b/f', '--- a/f', '+++ b/f', '@@ -1 +1 @@', '-a', '+b', '--b--', '') -join "`n"
        $item = Import-Text $mail
        $item | ForEach-Object { "$($_.Kind)" } | Should -Be @('Note', 'Patch')
        $item[0].Text | Should -Be "Please drop this, sch$([char]0xF6)n."
        $item[0].Quote | Should -Be '+ pr_err(x)'
        $item[1].Patch | Should -Match '^diff --git'
    }

    It 'takes for what a patch adds only what looks like a name' {
        . "$PSScriptRoot/TestSeries.ps1"
        $null = New-Series 'adding'
        Write-File f (@(1..5) + 'support' + 'one_more' + @(6..9)); Invoke-Git commit -q -a -m three
        Write-File g @('last'); Invoke-Git add g; Invoke-Git commit -q -m four
        $cases = @('the patch that adds support for it.', ''), @('the patch that adds f.c support.', ''),
            @('whatever patch adds one_more in the first place.', 'three'), @('the patch that adds `support`.', 'three')
        foreach ($case in $cases) {
            $file = "$folder.eml"
            Set-Content $file "From: R <r@example.org>`nSubject: Re: [PATCH 5/5] four`n`n> +last`n`nThis should be folded into $($case[0])`n" -NoNewline
            $item = @(Import-ReviewFeedback -Repository $folder -Path $file -Topic main -Since base)
            "$($item[0].Kind) $($item[0].CommitSubject) $($item[0].TargetSubject)" | Should -Be "FoldInto four $($case[1])"
        }
        # The line is that of the file which the mail names with it, not of another.
        Set-Content $file "From: R <r@example.org>`nSubject: Re: [PATCH 5/5] four`n`nThe word in g is odd; is x.c:12 right, and g:1?`n" -NoNewline
        $item = @(Import-ReviewFeedback -Repository $folder -Path $file -Topic main -Since base)
        "$($item[0].CommitSubject) $($item[0].Line)" | Should -Be 'four '
    }

    It 'renames a plain word only where the code of the patch has it, and folds by n/m' {
        . "$PSScriptRoot/TestSeries.ps1"
        $null = New-Series 'words'
        Write-File a.c @('int total(void) { return 0; }'); Invoke-Git add a.c; Invoke-Git commit -q -m 'a: Add it' -m 'The count is teh point.'
        Write-File b.c @('/* teh count */', 'int count;'); Write-File b.txt @('count it'); Invoke-Git add b.c b.txt
        Invoke-Git commit -q -m 'b: Add it' -m 'With teh count.'
        function Get-Plan([string] $Remark) {
            $file = "$folder.eml"
            Set-Content $file "From: R <r@example.org>`nSubject: Re: [PATCH 5/5] b: Add it`n`n> +int count;`n`n$Remark`n" -NoNewline
            Import-ReviewFeedback -Repository $folder -Path $file -Topic main -Since base |
                New-FoldupPlan -Repository $folder main base -WarningAction SilentlyContinue
        }
        $plan = Get-Plan 's/count/number/'
        $plan.Item | Should -BeNullOrEmpty
        $plan.Proposal[0].Item | ForEach-Object { "$($_.Action) $($_.File) $($_.TargetSubject)" } | Should -Be 'Rename b.c b: Add it'
        $plan.Proposal[0].Accept()
        $null = $plan | Invoke-FoldupPlan -Repository $folder -Branch renamed
        Invoke-Git show renamed:b.c | Should -Be @('/* teh number */', 'int number;')
        Invoke-Git log -1 --format=%b renamed | Should -Contain 'With teh count.'
        $plan = Get-Plan 's/teh/the/'
        $plan.Item.Count | Should -Be 0
        $plan.Review[0].Outcome | Should -BeLike "open: 'teh' is a plain word, which the message has*"
        (Get-Plan 's/int/long/ and s/foo/bar/').Review | ForEach-Object { "$($_.From) $($_.Outcome.Split(' ')[0])" } | Should -Be @('int proposed', 'foo open:')
        $plan = Get-Plan 'Squash this into 04/05, and reword its changelog.'
        $plan.Review | ForEach-Object { "$($_.Kind) $($_.TargetSubject)" } | Should -Be @('FoldInto a: Add it', 'Reword ')
        $plan.Review[1].Outcome | Should -BeLike 'open: the new words are yours*'
    }

    It 'does not fold along what another wish takes out' {
        . "$PSScriptRoot/TestSeries.ps1"
        $null = New-Series 'dropped'
        Write-File a.c @('int total;'); Invoke-Git add a.c; Invoke-Git commit -q -m 'a: Add it'
        Write-File a.c @('int total;', 'int dbg_c;', 'int count;'); Invoke-Git commit -q -a -m 'a: Count'
        $file = "$folder.eml"
        $quoted = "> diff --git a/a.c b/a.c`n> --- a/a.c`n> +++ b/a.c`n> @@ -1 +1,3 @@`n>  int total;`n> +int dbg_c;`n> +int count;`n"
        Set-Content $file "From: R <r@example.org>`nSubject: Re: [PATCH 5/5] a: Count`n`n$quoted`nDrop dbg_c, squash the rest into 04/05.`n" -NoNewline
        $plan = Import-ReviewFeedback -Repository $folder -Path $file -Topic main -Since base |
            New-FoldupPlan -Repository $folder main base -WarningAction SilentlyContinue
        $plan.Review | ForEach-Object { "$($_.Kind) $($_.Outcome.Split(' ')[0])" } | Should -Be @('Remove proposed', 'FoldInto open:')
        $plan.Proposal[0].Accept()
        $plan.Review[1].Outcome | Should -BeLike 'open: lines of this change are to be removed*'
        $null = $plan | Invoke-FoldupPlan -Repository $folder -Branch without
        Invoke-Git show without:a.c | Should -Be @('int total;', 'int count;')
        Invoke-Git show without~1:a.c | Should -Be 'int total;'
    }

    It 'takes wildcards, folders, compressed files and literal paths' {
        $folder = Join-Path $TestDrive 'mails [1]'
        $null = New-Item $folder -ItemType Directory
        foreach ($i in 1, 2) { [System.IO.File]::WriteAllText("$folder/$i.eml", "From: R <r$i@example.org>`nSubject: s`n`nWhy is that?`n") }
        $packed = [System.IO.File]::Create("$folder/3.eml.gz")
        $gzip = [System.IO.Compression.GZipStream]::new($packed, [System.IO.Compression.CompressionMode]::Compress)
        $bytes = [System.Text.Encoding]::UTF8.GetBytes("From: R <r3@example.org>`nSubject: s`n`nWhy is that?`n")
        $gzip.Write($bytes, 0, $bytes.Length); $gzip.Dispose()
        @(Import-ReviewFeedback -LiteralPath $folder | ForEach-Object Reviewer) | Should -Be @('R <r1@example.org>', 'R <r2@example.org>', 'R <r3@example.org>')
        @(Import-ReviewFeedback -Path "$TestDrive/mails*/*.eml").Count | Should -Be 2
        @(Get-ChildItem -LiteralPath $folder | Import-ReviewFeedback).Count | Should -Be 3
        Set-Content -LiteralPath "$folder/4.xz" ([byte[]](0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 1)) -AsByteStream
        $problem = $null
        @(Get-ChildItem -LiteralPath $folder | Import-ReviewFeedback -ErrorVariable problem -ErrorAction SilentlyContinue).Count | Should -Be 3
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'MailCompressed,*'
        Import-ReviewFeedback -Path "$TestDrive/nosuch*.eml" -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'MailUnreadable,*'
    }

    It 'makes trailers of an answer items of the plan' {
        . "$PSScriptRoot/TestSeries.ps1"
        $null = New-Series 'trailers'
        $file = "$folder.eml"
        Set-Content $file -NoNewline ("From: Rita <rita@example.org>`nSubject: Re: [PATCH 1/3] one`n`nGood.`n`n" +
            "Reviewed-by: Rita <rita@example.org>`nAcked-by: Tom <tom@example.org>`n")
        $items = Import-ReviewFeedback -Repository $folder -Path $file -Topic main -Since base
        $items | ForEach-Object Kind | Should -Be @('Note', 'Trailer', 'Trailer')
        $items[2].TargetReason | Should -BeLike '*-AnySender*'
        $plan = $items | New-FoldupPlan -Repository $folder -Topic main -Since base
        $plan.Item | ForEach-Object { "$($_.Action) $($_.Trailer)" } | Should -Be 'Trailer Reviewed-by: Rita <rita@example.org>'
        $all = Import-ReviewFeedback -Repository $folder -Path $file -Topic main -Since base -AnySender |
            New-FoldupPlan -Repository $folder -Topic main -Since base
        $null = $all | Invoke-FoldupPlan -Branch acked
        Invoke-Git log -1 '--format=%(trailers:only)' acked~2 | Select-Object -First 2 |
            Should -Be @('Reviewed-by: Rita <rita@example.org>', 'Acked-by: Tom <tom@example.org>')
    }

    It 'reads without a series' {
        @(Import-ReviewFeedback -Path "$sample/review.mbox").Count | Should -Be 8
    }

    It 'leaves it to the plan to bind what was read without a series' {
        $series = @{ Repository = $sample; Topic = 'x86/pti'; Since = 'WIP.x86/pti.base' }
        $named = Import-ReviewFeedback -Path "$sample/review.mbox" @series | New-FoldupPlan @series
        $items = Import-ReviewFeedback -Path "$sample/review.mbox"
        @($items | Where-Object Commit).Count | Should -Be 0
        $found = $items | New-FoldupPlan @series
        $row = { "$($_.Kind) $($_.Commit) $($_.File):$($_.Line) $($_.Target) $($_.Reason) $($_.Outcome)" }
        $found.Review | ForEach-Object $row | Should -Be ($named.Review | ForEach-Object $row)
        $found.Proposal.Count | Should -BeGreaterThan 0
        $found.Proposal | ForEach-Object Diff | Should -Be ($named.Proposal | ForEach-Object Diff)
        # Only some of them, and the items themselves stay as they were.
        $one = $items | Where-Object Kind -EQ Remove | New-FoldupPlan @series
        $one.Review | ForEach-Object Commit | Should -Be ($named.Review | Where-Object Kind -EQ Remove | ForEach-Object Commit)
        @($items | Where-Object Commit).Count | Should -Be 0
    }

    It 'reports <id> as an error that does not terminate' -ForEach @(
        @{ id = 'MailUnreadable'; path = 'nosuch.mbox'; since = 'WIP.x86/pti.base' }
        @{ id = 'RevisionNotFound'; path = '{0}/review.mbox'; since = 'nosuch' }
    ) {
        $problem = $null
        Import-ReviewFeedback -Repository $sample -Path ($path -f $sample) -Topic x86/pti -Since $since -ErrorVariable problem -ErrorAction SilentlyContinue |
            Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
    }
}
