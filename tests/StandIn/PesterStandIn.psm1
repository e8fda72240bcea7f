<#
The part of Pester 5's dialect that this project's tests use, for machines without Pester. It needs nothing but the language, .NET
and the cmdlets of System.Management.Automation.dll.

As in Pester, a file runs twice over: discovery runs the bodies of Describe and Context and collects what they hold; the run then
executes the Before and After blocks and the tests. Test code belongs to the session state of the caller, not to this module. Two
things make its variables visible where Pester makes them visible: '& $newScope { }' runs a block of this module while a new scope is
open in the caller's session state, and '. $block' of a block that was written there runs it in whatever scope is open there.
#>

$discovery = $null   # While a file is being discovered: the block whose body is running.
$session = $null     # The caller's session state.
$newScope = $null    # A block bound to it that opens a scope there and calls its argument.
$results = $null     # What Invoke-TestFile returns in the end.
$runningTest = $null # The test that is running, for Set-ItResult.

function New-TestBlock([string] $Name, $Parent, [bool] $Skip, [string[]] $Tag, [System.Collections.IDictionary] $Data) {
    [pscustomobject]@{
        Name        = $Name
        Parent      = $Parent
        IsTest      = $false
        Skip        = $Skip -or ($Parent -and $Parent.Skip)
        Tag         = @($Tag) + @(if ($Parent) { $Parent.Tag })
        Data        = $Data
        ScriptBlock = $null
        Outcome     = $null
        BeforeAll   = [System.Collections.Generic.List[scriptblock]]::new()
        AfterAll    = [System.Collections.Generic.List[scriptblock]]::new()
        BeforeEach  = [System.Collections.Generic.List[scriptblock]]::new()
        AfterEach   = [System.Collections.Generic.List[scriptblock]]::new()
        Children    = [System.Collections.Generic.List[object]]::new()
    }
}

# -ForEach: a hash table gives its keys as variables, anything else is $_ alone.
function ConvertTo-TestData($Item) {
    $data = @{ '_' = $Item }
    if ($Item -is [System.Collections.IDictionary]) {
        foreach ($key in $Item.Keys) { $data["$key"] = $Item[$key] }
    }
    $data
}

function Set-TestData($Data) {
    if ($null -eq $Data) { return }
    foreach ($key in $Data.Keys) { $session.PSVariable.Set($key, $Data[$key]) }
}

# break and continue outside a loop would leave the runner's own loops without a word.
function Assert-Completed([bool] $Completed) {
    if (-not $Completed) { throw 'A break or continue outside a loop left the block.' }
}

function Add-TestItem([string] $Name, [scriptblock] $Body, [bool] $IsTest, [bool] $Skip, [string[]] $Tag, [bool] $HasForEach, $ForEach) {
    if ($null -eq $discovery) { throw "Describe, Context and It work in a file that Invoke-TestFile runs." }
    if (-not $HasForEach) { $items = @(, $null) }
    else {
        $items = if ($null -eq $ForEach) { @() } else { @($ForEach) }
        if ($items.Count -eq 0) { throw "-ForEach of '$Name' has no items." }
    }
    foreach ($item in $items) {
        $data = if ($HasForEach) { ConvertTo-TestData $item } else { $null }
        $block = New-TestBlock $Name $discovery $Skip $Tag $data
        $block.IsTest = $IsTest
        $block.ScriptBlock = $Body
        $discovery.Children.Add($block)
        if ($IsTest) { continue }
        $outer = $discovery
        try {
            $script:discovery = $block
            & $newScope {
                Set-TestData $data
                $completed = $false
                do { $null = . $Body; $completed = $true } while ($false)
                Assert-Completed $completed
            }
        }
        finally { $script:discovery = $outer }
    }
}

function Describe {
    param([Parameter(Mandatory, Position = 0)] [string] $Name, [Parameter(Position = 1)] [scriptblock] $Fixture, [string[]] $Tag, [switch] $Skip, $ForEach)
    Add-TestItem $Name $Fixture $false $Skip $Tag $PSBoundParameters.ContainsKey('ForEach') $ForEach
}

function Context {
    param([Parameter(Mandatory, Position = 0)] [string] $Name, [Parameter(Position = 1)] [scriptblock] $Fixture, [string[]] $Tag, [switch] $Skip, $ForEach)
    Add-TestItem $Name $Fixture $false $Skip $Tag $PSBoundParameters.ContainsKey('ForEach') $ForEach
}

function It {
    param([Parameter(Mandatory, Position = 0)] [string] $Name, [Parameter(Position = 1)] [scriptblock] $Test, [string[]] $Tag, [switch] $Skip, [Alias('TestCases')] $ForEach)
    Add-TestItem $Name $Test $true $Skip $Tag $PSBoundParameters.ContainsKey('ForEach') $ForEach
}

function BeforeAll { param([Parameter(Mandatory)] [scriptblock] $Scriptblock) $discovery.BeforeAll.Add($Scriptblock) }
function AfterAll { param([Parameter(Mandatory)] [scriptblock] $Scriptblock) $discovery.AfterAll.Add($Scriptblock) }
function BeforeEach { param([Parameter(Mandatory)] [scriptblock] $Scriptblock) $discovery.BeforeEach.Add($Scriptblock) }
function AfterEach { param([Parameter(Mandatory)] [scriptblock] $Scriptblock) $discovery.AfterEach.Add($Scriptblock) }
function BeforeDiscovery { param([Parameter(Mandatory)] [scriptblock] $ScriptBlock) . $ScriptBlock }

function Set-ItResult {
    param([switch] $Skipped, [switch] $Inconclusive, [string] $Because)
    if ($null -eq $runningTest) { throw 'Set-ItResult works in It.' }
    $script:runningTest.Outcome = 'Skipped'
    throw [System.OperationCanceledException]::new("Set-ItResult: $Because")
}

#region The run

# <name>, <_> and <name.property> in a name are what they are worth in the scope that is open.
function Expand-TestName([string] $Name) {
    if ($Name -notmatch '<') { return $Name }
    [regex]::Replace($Name, '(?<!`)<([\w.]+)>', {
            param($match)
            $first, $properties = $match.Groups[1].Value.Split('.')
            $value = $session.PSVariable.GetValue($first)
            foreach ($property in $properties) { if ($null -ne $value) { $value = $value.$property } }
            if ($null -eq $value) { '$null' } elseif ($value -is [bool]) { "`$$value".ToLowerInvariant() } else { "$value" }
        }).Replace('`<', '<').Replace('`>', '>')
}

function Add-Outcome([string] $Outcome, [string] $Name, $ErrorRecord) {
    $script:results.$Outcome++
    if ($Outcome -ne 'Failed') { return }
    $where = $ErrorRecord.InvocationInfo
    $script:results.Failure.Add([pscustomobject]@{
            Name    = $Name
            Message = $ErrorRecord.Exception.Message
            Where   = $(if ($where -and $where.ScriptName) { "$($where.ScriptName):$($where.ScriptLineNumber)" } else { '' })
            Stack   = $ErrorRecord.ScriptStackTrace
        })
}

function Test-IsSelected($Block, [string[]] $Tag) {
    if (-not $Block.IsTest) {
        foreach ($child in $Block.Children) { if (Test-IsSelected $child $Tag) { return $true } }
        return $false
    }
    if (-not $Tag) { return $true }
    foreach ($wanted in $Tag) { if ($Block.Tag -contains $wanted) { return $true } }
    $false
}

function Test-IsAllSkipped($Block) {
    if ($Block.IsTest) { return $Block.Skip }
    foreach ($child in $Block.Children) { if (-not (Test-IsAllSkipped $child)) { return $false } }
    $true
}

# Counts every test below a block whose BeforeAll or body failed (or which is skipped), so that none disappears from the sum.
function Add-OutcomeBelow($Block, [string] $Path, [string] $Outcome, $ErrorRecord, [string[]] $Tag) {
    foreach ($child in $Block.Children) {
        if (-not (Test-IsSelected $child $Tag)) { continue }
        $name = "$Path.$(& $newScope { Set-TestData $child.Data; Expand-TestName $child.Name })"
        if (-not $child.IsTest) { Add-OutcomeBelow $child $name $Outcome $ErrorRecord $Tag }
        elseif ($child.Skip) { Add-Outcome Skipped $name }
        else { Add-Outcome $Outcome $name $ErrorRecord }
    }
}

function Invoke-TestBlock($Block, [string] $Path, [string[]] $Tag) {
    if (-not (Test-IsSelected $Block $Tag)) { return }
    & $newScope {
        Set-TestData $Block.Data
        $name = Expand-TestName $Block.Name
        $path = if ($Path) { "$Path.$name" } else { $name }
        if (Test-IsAllSkipped $Block) { Add-OutcomeBelow $Block $path Skipped $null $Tag; return }
        $before = Get-TestDriveEntry
        $started = $false
        try {
            foreach ($setUp in $Block.BeforeAll) {
                $completed = $false
                do { $null = . $setUp; $completed = $true } while ($false)
                Assert-Completed $completed
            }
            $started = $true
        }
        catch { Add-OutcomeBelow $Block $path Failed $_ $Tag }
        if ($started) {
            foreach ($child in $Block.Children) {
                if ($child.IsTest) { Invoke-Test $child $path $Tag } else { Invoke-TestBlock $child $path $Tag }
            }
        }
        try {
            foreach ($tearDown in $Block.AfterAll) {
                $completed = $false
                do { $null = . $tearDown; $completed = $true } while ($false)
                Assert-Completed $completed
            }
        }
        catch { Add-Outcome Failed "$path (AfterAll)" $_ }
        Remove-TestDriveEntry $before
    }
}

function Get-Ancestor($Block) {
    # Outermost first.
    $line = [System.Collections.Generic.List[object]]::new()
    for ($b = $Block.Parent; $b; $b = $b.Parent) { $line.Insert(0, $b) }
    , $line
}

function Invoke-Test($Test, [string] $Path, [string[]] $Tag) {
    if (-not (Test-IsSelected $Test $Tag)) { return }
    & $newScope {
        Set-TestData $Test.Data
        $name = "$Path.$(Expand-TestName $Test.Name)"
        if ($Test.Skip) { Add-Outcome Skipped $name; return }
        $script:runningTest = $Test
        $Test.Outcome = $null
        $failure = $null
        $ancestors = Get-Ancestor $Test
        try {
            foreach ($ancestor in $ancestors) {
                foreach ($setUp in $ancestor.BeforeEach) {
                    $completed = $false
                    do { $null = . $setUp; $completed = $true } while ($false)
                    Assert-Completed $completed
                }
            }
            $completed = $false
            do { $null = . $Test.ScriptBlock; $completed = $true } while ($false)
            Assert-Completed $completed
        }
        catch { $failure = $_ }
        $ancestors.Reverse()
        foreach ($ancestor in $ancestors) {
            foreach ($tearDown in $ancestor.AfterEach) {
                try {
                    $completed = $false
                    do { $null = . $tearDown; $completed = $true } while ($false)
                    Assert-Completed $completed
                }
                catch { if ($null -eq $failure) { $failure = $_; $Test.Outcome = $null } }
            }
        }
        $script:runningTest = $null
        if ($Test.Outcome -eq 'Skipped') { Add-Outcome Skipped $name }
        elseif ($failure) { Add-Outcome Failed $name $failure }
        else { Add-Outcome Passed $name }
    }
}

function Get-TestDriveEntry {
    $entries = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
    foreach ($entry in [System.IO.Directory]::EnumerateFileSystemEntries($testDrive, '*', [System.IO.SearchOption]::AllDirectories)) { $null = $entries.Add($entry) }
    , $entries
}

function Remove-TestDriveEntry($Before) {
    foreach ($entry in [System.IO.Directory]::GetFileSystemEntries($testDrive, '*', [System.IO.SearchOption]::AllDirectories)) {
        if ($Before.Contains($entry)) { continue }
        if ([System.IO.Directory]::Exists($entry)) { Remove-Tree $entry }
        elseif ([System.IO.File]::Exists($entry)) { [System.IO.File]::SetAttributes($entry, 'Normal'); [System.IO.File]::Delete($entry) }
    }
}

# git's object files are read-only, and Windows deletes no read-only file.
function Remove-Tree([string] $Path) {
    foreach ($file in [System.IO.Directory]::GetFiles($Path, '*', [System.IO.SearchOption]::AllDirectories)) {
        if (-not [System.IO.FileInfo]::new($file).LinkTarget) { [System.IO.File]::SetAttributes($file, 'Normal') }
    }
    [System.IO.Directory]::Delete($Path, $true)
}

# Runs test files; gives the counts and the failures of all of them.
function Invoke-TestFile {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string[]] $Path, [string[]] $Tag)

    # The stand-in's own tests run files inside a test: what is running is put back in the end.
    $outer = @{ discovery = $discovery; session = $session; newScope = $newScope; results = $results; runningTest = $runningTest; testDrive = $testDrive }
    $script:session = $PSCmdlet.SessionState
    # A literal evaluated over there is bound to that session state.
    $script:newScope = $session.InvokeCommand.InvokeScript($session, [scriptblock]::Create('{ & $args[0] }'))[0]
    $script:results = [pscustomobject]@{ Passed = 0; Failed = 0; Skipped = 0; Failure = [System.Collections.Generic.List[object]]::new() }
    $script:runningTest = $null
    $runFile = $session.InvokeCommand.InvokeScript($session, [scriptblock]::Create('{ . $args[0] }'))[0]
    $driveScope = 'Global'
    try {
        foreach ($file in $Path) {
            $root = New-TestBlock ([System.IO.Path]::GetFileName($file)) $null $false @() $null
            $script:testDrive = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "testdrive-$([guid]::NewGuid().ToString('n').Substring(0, 12))")
            $null = [System.IO.Directory]::CreateDirectory($testDrive)
            try {
                & $newScope {
                    if ($null -eq $outer.results) {
                        $provider = $session.Provider.GetOne('FileSystem')
                        $null = $session.Drive.New([System.Management.Automation.PSDriveInfo]::new('TestDrive', $provider, $testDrive, '', $null), $driveScope)
                    }
                    $session.PSVariable.Set('TestDrive', $testDrive)
                    try {
                        $script:discovery = $root
                        & $newScope {
                            $completed = $false
                            do { $null = . $runFile $file; $completed = $true } while ($false)
                            Assert-Completed $completed
                        }
                        $script:discovery = $null
                    }
                    catch {
                        $script:discovery = $null
                        Add-Outcome Failed $root.Name $_
                        return
                    }
                    if ($root.Children.Count) { Invoke-TestBlock $root '' $Tag }
                }
            }
            finally {
                if ($null -eq $outer.results -and $session.Drive.GetAll().Name -contains 'TestDrive') { $session.Drive.Remove('TestDrive', $true, $driveScope) }
                if ([System.IO.Directory]::Exists($testDrive)) { Remove-Tree $testDrive }
            }
        }
        $results
    }
    finally {
        $script:discovery = $outer.discovery; $script:session = $outer.session; $script:newScope = $outer.newScope
        $script:results = $outer.results; $script:runningTest = $outer.runningTest; $script:testDrive = $outer.testDrive
    }
}

#endregion

. ([System.IO.Path]::Combine($PSScriptRoot, 'Should.ps1'))

Export-ModuleMember -Function Describe, Context, It, BeforeAll, AfterAll, BeforeEach, AfterEach, BeforeDiscovery, Set-ItResult, Should, Invoke-TestFile
