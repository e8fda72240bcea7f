# What README and the description of the sample show is what the demo prints, in their order; a line of "…" stands for lines that are left out.
BeforeDiscovery {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    $pages = foreach ($page in 'README.md', 'docs/sample-repository.md') {
        $text = (Get-Content "$root/$page" -Raw).Replace("`r`n", "`n")
        # Blocks of other repositories than the sample are not the demo's.
        $end = $text.IndexOf('## The next point release')
        if ($end -ge 0) { $text = $text.Substring(0, $end) }
        foreach ($block in [regex]::Matches($text, '(?ms)^```\n(PS> .*?)^```')) {
            foreach ($part in $block.Groups[1].Value -split '(?m)^(?=PS> )' -ne '') {
                $lines = $part.TrimEnd() -split "`n"
                @{ page = $page; line = $lines[0]; lines = $lines }
            }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/HostProcess.ps1"
    $run = Invoke-HostProcess -Argument '-NoProfile', '-NonInteractive', '-File', "$root/docs/demo.ps1"
    $output = [string[]]@($run.Output -split "`n" | ForEach-Object TrimEnd)
    $folder = ($output -match '^The repository is ')[-1] -replace '^The repository is (.+)\. Look around.*', '$1'
    # A commit that the demo makes has another name each time; the sample's, and trees, are the same everywhere.
    $texts = @('README.md', 'docs/sample-repository.md' | ForEach-Object { Get-Content "$root/$_" -Raw }) + $run.Output -join "`n"
    $ids = @([regex]::Matches($texts, '\b[0-9a-f]{12,40}\b').Value | Sort-Object -Unique)
    $sample = [string[]]@(& git -C $folder rev-list v4.14 linus WIP.x86/pti.base luto/x86/pti linux-4.9.y review)
    $types = @($ids | & git -C $folder cat-file '--batch-check=%(objecttype) %(objectname)')
    $stable = [System.Collections.Generic.HashSet[string]]::new([string[]]@(for ($i = 0; $i -lt $ids.Count; $i++) {
                $type, $id = $types[$i] -split ' '
                if ($type -in 'tree', 'blob' -or ($type -eq 'commit' -and $id -in $sample)) { $ids[$i] }
            }))
    Remove-Item $folder -Recurse -Force
    function Hide-Change([string] $Line) {
        [regex]::Replace($Line, '\b[0-9a-f]{12,40}\b', { param($id) $stable.Contains($id.Value) ? $id.Value : '<id>' }) -replace '\d{8}T\d{6}Z(-\d+)?', '<time>'
    }
}

Describe 'The demo' {
    It 'prints what <page> shows below <line>' -ForEach $pages {
        $first = [array]::IndexOf($output, $line)
        $first | Should -BeGreaterOrEqual 0 -Because 'the demo has this command'
        $at = $first
        $skips = $false
        foreach ($shown in $lines | Where-Object { $_.Trim() }) {
            if ($shown.Trim() -eq '…') { $skips = $true; continue }
            while ($at -lt $output.Count -and !$output[$at]) { $at++ }
            $expected = Hide-Change $shown.TrimEnd()
            $isCut = $expected.EndsWith('…')
            $match = {
                param($Printed)
                $Printed = Hide-Change $Printed
                $Printed -ceq $expected -or ($isCut -and $Printed.StartsWith($expected.Substring(0, $expected.Length - 1), 'Ordinal'))
            }
            while ($skips -and $at -lt $output.Count -and $output[$at] -notmatch '^(PS> |== )' -and !(& $match $output[$at])) { $at++ }
            & $match $output[$at] | Should -BeTrue -Because "the demo prints '$($output[$at])' where '$shown' is shown"
            $skips = $false
            $at++
        }
        if (!$skips) {
            # Nothing is left out without a word.
            while ($at -lt $output.Count -and !$output[$at]) { $at++ }
            $output[$at] | Should -Match '^(PS> |== |The repository is )'
        }
    }
}
