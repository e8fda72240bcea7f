# Every table of every result, at three widths: no line is wider, no id and no word of a heading is cut, commits have their subject,
# and no colour where none is wanted.
BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
    $out = New-Item (Join-Path $TestDrive 'out') -ItemType Directory
    $kept = New-Item (Join-Path $TestDrive 'kept') -ItemType Directory
    . "$PSScriptRoot/EveryCmdlet.ps1"
    $null = New-KeptFile
    $everyResult = foreach ($name in $everyCall.Keys) {
        & $everyCall[$name] 3> $null 6> $null 2> $null | Where-Object { $_.GetType().Assembly.GetName().Name -eq 'MaintainerTools' } |
            Group-Object { $_.GetType() } | ForEach-Object { @{ Cmdlet = $name; Type = $_.Name; Result = @($_.Group | Select-Object -First 5) } }
    }
    $rendering = $PSStyle.OutputRendering
}

AfterAll { $PSStyle.OutputRendering = $rendering }

Describe 'The tables at <_> columns' -ForEach 80, 100, 200 {
    BeforeAll { $width = $_; $PSStyle.OutputRendering = 'PlainText' }

    It 'keep to the width, and to whole ids and headings' {
        foreach ($one in $everyResult) {
            $lines = ($one.Result | Format-Table | Out-String -Width $width) -split '\r?\n'
            foreach ($line in $lines) { $line.Length | Should -BeLessOrEqual $width -Because "$($one.Cmdlet): $line" }
            # An id is shown as twelve letters, or as all of it: never what a narrow column leaves. A subject in the last column may be cut in one.
            foreach ($id in [regex]::Matches($lines -join "`n", '(?<![\w/.-])[0-9a-f]{8,}(…(?! *\n)|(?![\w/.…-]))')) {
                $id.Length | Should -BeIn 12, 40 -Because "$($one.Cmdlet): $id"
            }
            # Pairs are shown as git range-diff shows them, without a heading.
            if ($one.Cmdlet -ne 'Compare-TopicSeries') { $lines -match '^ *-[- ]+$' | Should -Not -BeNullOrEmpty -Because $one.Cmdlet }
            for ($i = 1; $i -lt $lines.Count; $i++) {
                if ($lines[$i] -match '^ *-[- ]+$') { $lines[$i - 1] | Should -Not -Match '…' -Because "$($one.Cmdlet): a heading is cut" }
            }
        }
    }

    It 'show the subject of what has a commit and a subject' {
        foreach ($one in $everyResult |
            Where-Object { $_.Result[0].Subject -and $_.Result[0].PSObject.Properties['Commit'] -and $_.Result[0].Commit -is [string] }) {
            $begin = $one.Result[0].Subject
            $begin = $begin.Substring(0, [Math]::Min(10, $begin.Length))
            ($one.Result | Format-Table | Out-String -Width $width) | Should -BeLike "*$([WildcardPattern]::Escape($begin))*" -Because $one.Cmdlet
        }
    }
}

Describe 'Colour' {
    It 'is none where the output is plain, nor under NO_COLOR' {
        $PSStyle.OutputRendering = 'PlainText'
        foreach ($one in $everyResult) {
            ($one.Result | Format-Table | Out-String) + ($one.Result | Format-List | Out-String) | Should -Not -Match "`e" -Because $one.Cmdlet
        }
        . "$PSScriptRoot/HostProcess.ps1"
        $shown = Invoke-HostScript -Environment @{ NO_COLOR = '1' } "Import-Module '$manifest'; Get-MergeBaseCost -Repository '$sample' v4.14 linus | Out-Host"
        $shown.Output | Should -Not -Match "`e"
        $shown.Output | Should -Match 'linus'
    }
}
