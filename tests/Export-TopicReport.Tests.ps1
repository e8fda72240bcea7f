BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
    $out = (New-Item (Join-Path $TestDrive 'out') -ItemType Directory).FullName
    $named = @{ Repository = $sample; Since = 'v4.14'; Base = 'WIP.x86/pti.base'; Topic = 'x86/pti'; Upstream = 'linus'; Target = 'v4.14', 'linux-4.9.y' }
    $before = Get-State
    $plan = Import-ReviewFeedback -Repository $sample -Path $sample/review.mbox -Topic x86/pti -Since WIP.x86/pti.base |
        New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti
    $pairs = Compare-TopicSeries -Repository $sample WIP.x86/pti.base..x86/pti WIP.x86/pti.base..luto/x86/pti
    & { $plan; $pairs } | Export-TopicReport @named -Path $out/r.html, $out/r.md, $out/r.json, $out/check.sh
    $report = Import-TopicReport $out/r.json
    function New-Clone([string] $Name) {
        $clone = Join-Path $TestDrive $Name
        & git clone -q $sample $clone
        $clone
    }
}

Describe 'Export-TopicReport' {
    It 'has a section for all that applies, and changes nothing in the repository' {
        $report.Section.Id -join ' ' | Should -Be 'history cost picks certificate plan status forecast followups foldup versions conflicts'
        Get-State | Should -Be $before
    }

    It 'tells git''s figures' {
        $figure = @{}
        $report.Section.Figure | ForEach-Object { $figure[$_.Id] = $_ }
        $figure['cost-WIP.x86/pti.base-commits'].Value | Should -Be (Invoke-Git rev-list --count --no-merges v4.14..WIP.x86/pti.base)
        $figure['plan-naive'].Value | Should -Be ([string](@(Invoke-Git merge-tree --write-tree --name-only --no-messages WIP.x86/pti.base linus).Count - 1))
        $figure['status-next-pull'].Value | Should -Be (Invoke-Git rev-list --count --no-merges linus..x86/pti)
    }

    It 'has a reason for each figure that has no command' {
        $report.Section.Figure | Where-Object { -not $_.Command -and -not $_.NotVerified -and $_.Id -notlike '*-verdict' } | Should -BeNullOrEmpty
    }

    It 'has a script that confirms every figure in a fresh clone' -Skip:$IsWindows {
        $said = @(& sh $out/check.sh (New-Clone 'fresh'))
        $LASTEXITCODE | Should -Be 0
        $said | Should -HaveCount 1
        $said | Should -Match '^[1-9][0-9]{2} confirmed, 0 differ;'
    }

    It 'has a script that finds a figure which is not so: <what>' -Skip:$IsWindows -ForEach @(
        @{ what = 'a count'; change = { param($r) ($r.Section.Figure | Where-Object Id -eq 'cost-WIP.x86/pti.base-commits').Output = '62' } }
        @{ what = 'a tree'; change = { param($r) ($r.Section.Figure | Where-Object Id -eq 'plan-step-1').Output = '1' * 40 } }
        @{ what = 'a verdict of the forecast'; change = { param($r)
                $row = ($r.Section | Where-Object Id -eq forecast).Table[0].Row[0]; $row.Expect = 'x' + $row.Expect.Substring(1) } }
        @{ what = 'a grade'; change = { param($r) ($r.Section.Table.Row | Where-Object Output -eq '1' | Select-Object -First 1).Output = '2' } }
    ) {
        $false_ = Import-TopicReport $out/r.json
        & $change $false_
        $false_ | Export-TopicReport -Path $out/false.sh -Repository $sample
        $said = @(& sh $out/false.sh $sample)
        $LASTEXITCODE | Should -Be 1
        @($said -match '^DIFFERS').Count | Should -BeGreaterThan 0
        $said[-1] | Should -Match ' [1-9][0-9]* differ;'
    }

    It 'has a script that says which commits a clone lacks' -Skip:$IsWindows {
        $empty = (New-Item (Join-Path $TestDrive 'empty') -ItemType Directory).FullName
        & git -C $empty init -q
        $said = @(& sh $out/check.sh $empty 2>$null)
        $LASTEXITCODE | Should -Be 1
        $said[-1] | Should -Match '^0 confirmed,'
    }

    It 'writes JSON of its schema' {
        Test-Json -Path $out/r.json -SchemaFile "$root/docs/report.schema.json" | Should -BeTrue
    }

    It 'writes a page that asks nothing of any server' {
        $page = Get-Content $out/r.html -Raw
        $page | Should -Match 'Content-Security-Policy" content="default-src ''none''; style-src ''sha256-'
        [regex]::Matches($page, '\s(src|href)="(?!#|data:,")[^"]*"').Value | Should -BeNullOrEmpty
        [regex]::Matches($page, '<(?!meta)[^>]*\sstyle="').Value | Should -BeNullOrEmpty
        [regex]::Matches($page, '<[^>]*\son[a-z]+=').Value | Should -BeNullOrEmpty
    }

    It 'has an id once' {
        $ids = [regex]::Matches((Get-Content $out/r.html -Raw), '\sid="([^"]*)"') | ForEach-Object { $_.Groups[1].Value }
        $ids | Group-Object -CaseSensitive | Where-Object Count -gt 1 | ForEach-Object Name | Should -BeNullOrEmpty
    }

    It 'takes what was computed, and does not ask again' {
        $cost = Get-MergeBaseCost -Repository $sample v4.14 upstream-base
        $cost | Export-TopicReport @named -Path $out/taken.json
        (Import-TopicReport $out/taken.json).Section.Where({ $_.Id -eq 'cost' }).Table[0].Row.Cell[0] | Should -Be 'upstream-base'
    }

    It 'says in a section why a check did not run, and makes the others' {
        Export-TopicReport -Repository $sample -Since v4.14 -Base nowhere -Topic x86/pti -Path $out/part.json `
            -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RevisionNotFound,*'
        (Import-TopicReport $out/part.json).Section.Where({ $_.Id -eq 'cost' }).NotVerified | Should -Match 'nowhere'
    }

    It 'writes nothing with -WhatIf, and puts out the files with -PassThru' {
        Export-TopicReport -Repository $sample -Since v4.14 -Base x86/pti -Path $out/none.md -WhatIf
        "$out/none.md" | Should -Not -Exist
        (Export-TopicReport -Repository $sample -Since v4.14 -Base x86/pti -Path $out/a.md, $out/a.json -PassThru).Name | Should -Be 'a.md', 'a.json'
    }

    It 'has a clear error for <id>' -ForEach @(
        @{ id = 'ReportFormatUnknown'
            call = { Export-TopicReport -Repository $sample -Since v4.14 -Base x86/pti -Path $out/r.pdf -ErrorAction SilentlyContinue } }
        @{ id = 'NothingToReport'; call = { Export-TopicReport -Repository $sample -Since v4.14 -Path $out/r.md -ErrorAction SilentlyContinue } }
        @{ id = 'ReportInputUnknown'
            call = { 'text' | Export-TopicReport -Repository $sample -Since v4.14 -Base x86/pti -Path $out/r2.md -ErrorAction SilentlyContinue } }
    ) {
        $Error.Clear()
        & $call
        $Error[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
    }
}

Describe 'Texts of other people in a report' {
    BeforeAll {
        $bad = '<script>window.executed=1</script> "><img src=x onerror=alert(1)> `$(touch x)` | [a](javascript:alert(1)) **b** ' + [char]0x202E + [char]0x1B +
            "[31m ' </title> {{ 7 | times: 6 }}"
        $folder = (New-Item (Join-Path $TestDrive 'hostile') -ItemType Directory).FullName
        & git -C $folder init -q -b main
        foreach ($subject in 'base', $bad, "two $bad") {
            $name = $subject -eq 'base' ? 'f' : "a'b`"c<b>`$(touch x).txt"
            Add-Content -LiteralPath (Join-Path $folder $name) $subject
            & git -C $folder add -A
            & git -C $folder -c user.name='<b>A</b>' -c user.email='a@example.org' commit -q -m $subject
        }
        & git -C $folder branch base main~2
        & git -C $folder branch '<img/src=x>' main
        Export-TopicReport -Repository $folder -Since base -Topic main -Upstream base -Target base, '<img/src=x>' -Title $bad `
            -Path $out/h.html, $out/h.md, $out/h.json, $out/h.sh
    }

    It 'stay text in the page' {
        $page = Get-Content $out/h.html -Raw
        [regex]::Matches($page, '<script').Count | Should -Be 1
        $page | Should -Not -Match '<img|<b>|\u202E|\x1B'
        $page | Should -Match '\{\{ 7 \| times: 6 \}\}'
        $page | Should -Match '</html>\s*$'
    }

    It 'stay text in Markdown' {
        $text = Get-Content $out/h.md -Raw
        ($text -replace '(?ms)^(`{3,}).*?^\1$') | Should -Not -Match '(?<!\\)<(?!/?(details|summary)>)|\u202E|\x1B'
        ($text -replace '(?ms)^(`{3,}).*?^\1$') | Should -Not -Match '(?<!\\)\]\('
    }

    It 'run nothing in the script, which confirms its figures' -Skip:$IsWindows {
        Push-Location $folder
        try { $said = @(& sh $out/h.sh .) } finally { Pop-Location }
        $said[-1] | Should -Match ' 0 differ;'
        Join-Path $folder 'x' | Should -Not -Exist
    }
}

Describe 'A long report' {
    BeforeAll {
        # 10,000 commits on 10 branches, as a forecast has them.
        $targets = 0..9 | ForEach-Object { "linux-4.$_.y" }
        $verdicts = 'Clean', 'Conflict', 'AlreadyPresent', 'NotApplicable'
        $forecasts = foreach ($i in 1..10000) {
            $sha = '{0:x40}' -f $i
            foreach ($t in 0..9) {
                $f = [MaintainerTools.BackportForecast]::new()
                $f.Commit, $f.Subject, $f.Target, $f.TargetSha = $sha, "subsystem: Change number $i of many, as subjects are long",
                    $targets[$t], ('{0:x40}' -f (999000 + $t))
                $f.Verdict = $verdicts[($i * 7 + $t) % 4]
                $f
            }
        }
        $time = Measure-Command { $forecasts | Export-TopicReport -Repository $sample -Path $out/long.html, $out/long.md }
    }

    It 'is under 3 MB, with the first thousand rows in the page' {
        (Get-Item $out/long.html).Length | Should -BeLessThan 3MB
        [regex]::Matches((Get-Content $out/long.html -Raw), '<tr id="').Count | Should -Be 1000
    }

    It 'fits a job summary, and says what is left out' {
        (Get-Item $out/long.md).Length | Should -BeLessOrEqual 1MB
        Get-Content $out/long.md -Raw | Should -Match '[0-9]+ more rows are not shown'
    }
}
