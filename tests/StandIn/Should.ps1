# Should, with the operators that the tests use. Part of PesterStandIn.psm1.

function Format-Value($Value) {
    if ($null -eq $Value) { '$null' }
    elseif ($Value -is [string]) { "'$Value'" }
    elseif ($Value -is [System.Collections.IEnumerable] -and $Value -isnot [System.Collections.IDictionary]) {
        $parts = foreach ($item in $Value) { Format-Value $item }
        "@($($parts -join ', '))"
    }
    elseif ($Value -is [type]) { "[$($Value.FullName)]" }
    else { "$Value" }
}

# As Pester compares: collections item by item, single items as themselves.
function Test-Equal($Actual, $Expected, [bool] $CaseSensitive) {
    $first = @($Actual)
    $second = @($Expected)
    $firstEmpty = $first.Count -eq 0 -or ($first.Count -eq 1 -and $null -eq $first[0])
    $secondEmpty = $second.Count -eq 0 -or ($second.Count -eq 1 -and $null -eq $second[0])
    if ($firstEmpty -or $secondEmpty) { return $firstEmpty -and $secondEmpty }
    if ($first.Count -ne $second.Count) { return $false }
    for ($i = 0; $i -lt $first.Count; $i++) {
        $same = if ($first[$i] -is [array] -or $second[$i] -is [array]) { Test-Equal $first[$i] $second[$i] $CaseSensitive }
        elseif ($CaseSensitive) { $second[$i] -ceq $first[$i] }
        else { $second[$i] -eq $first[$i] }
        if (-not $same) { return $false }
    }
    $true
}

function Test-NullOrEmpty($Actual) {
    if ($Actual.Count -eq 0) { return $true }
    if ($Actual.Count -gt 1) { return $false }
    $item = $Actual[0]
    if ($item -is [System.Collections.ICollection]) { return $item.Count -eq 0 }
    [string]::IsNullOrEmpty($item)
}

function ConvertTo-TestType($Type) {
    if ($Type -is [type]) { return $Type }
    $found = "$Type".Trim('[', ']') -as [type]
    if ($null -eq $found) { throw [System.ArgumentException]::new("Could not find type [$Type].") }
    $found
}

# Runs the block and says how what it threw differs from what was asked for; nothing when it does not.
function Get-ThrowMismatch($Actual, [string] $ExpectedMessage, [string] $ErrorId, [type] $ExceptionType, [ref] $Caught) {
    if ($Actual -isnot [scriptblock]) { throw [System.ArgumentException]::new('Input to -Throw must be a script block.') }
    try { do { $null = & $Actual } until ($true) } catch { $Caught.Value = $_ }
    $e = $Caught.Value
    if ($null -eq $e) { return 'no exception was thrown' }
    if ($ExceptionType -and $e.Exception -isnot $ExceptionType) { return "the exception type was [$($e.Exception.GetType().FullName)]" }
    if ($ExpectedMessage -and $e.Exception.Message -notlike $ExpectedMessage) { return "the message was '$($e.Exception.Message)', not like '$ExpectedMessage'" }
    if ($ErrorId -and $e.FullyQualifiedErrorId -notlike $ErrorId) { return "the FullyQualifiedErrorId was '$($e.FullyQualifiedErrorId)', not like '$ErrorId'" }
}

function Should {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(ValueFromPipeline)] $ActualValue,
        [Parameter(Position = 0)] [Alias('ExpectedMessage', 'ExpectedType', 'RegularExpression')] $ExpectedValue,
        [switch] $Not, [string] $Because, [string] $ErrorId, [type] $ExceptionType, [switch] $PassThru,
        [switch] $Be, [switch] $BeExactly, [switch] $BeTrue, [switch] $BeFalse, [switch] $BeNullOrEmpty,
        [switch] $Contain, [switch] $BeIn, [switch] $HaveCount, [switch] $Exist, [switch] $Throw, [switch] $BeOfType,
        [switch] $Match, [switch] $MatchExactly, [switch] $BeLike, [switch] $BeLikeExactly,
        [switch] $BeGreaterThan, [switch] $BeLessThan, [switch] $BeGreaterOrEqual, [switch] $BeLessOrEqual
    )
    begin { $collected = [System.Collections.Generic.List[object]]::new() }
    process { $collected.Add($ActualValue) }
    end {
        $operators = 'Be', 'BeExactly', 'BeTrue', 'BeFalse', 'BeNullOrEmpty', 'Contain', 'BeIn', 'HaveCount', 'Exist', 'Throw', 'BeOfType', 'Match',
            'MatchExactly', 'BeLike', 'BeLikeExactly', 'BeGreaterThan', 'BeLessThan', 'BeGreaterOrEqual', 'BeLessOrEqual'
        $operator = @($operators | Where-Object { $PSBoundParameters.ContainsKey($_) })
        if ($operator.Count -ne 1) { throw [System.ArgumentException]::new('Should needs exactly one operator.') }
        $operator = $operator[0]

        $values = if ($MyInvocation.ExpectingInput) { $collected.ToArray() } else { @($ActualValue) }
        # These look at all that came down the pipeline together, the others at each value.
        if ($operator -in 'Be', 'BeExactly', 'BeNullOrEmpty', 'Contain', 'HaveCount') { $subjects = @(, $values) }
        elseif ($values.Count -eq 0) { $subjects = @(, $null) }
        else { $subjects = $values }

        foreach ($subject in $subjects) {
            $caught = $null
            $detail = $null
            $holds = switch ($operator) {
                'Be' { Test-Equal $subject $ExpectedValue $false }
                'BeExactly' { Test-Equal $subject $ExpectedValue $true }
                'BeTrue' { [bool]$subject }
                'BeFalse' { -not $subject }
                'BeNullOrEmpty' { Test-NullOrEmpty $subject }
                'Contain' { $subject -contains $ExpectedValue }
                'BeIn' { $ExpectedValue -contains $subject }
                'HaveCount' { $subject.Count -eq $ExpectedValue }
                'Exist' { $PSCmdlet.SessionState.InvokeProvider.Item.Exists($subject) }
                'BeOfType' { $subject -is (ConvertTo-TestType $ExpectedValue) }
                'Match' { $subject -match $ExpectedValue }
                'MatchExactly' { $subject -cmatch $ExpectedValue }
                'BeLike' { $subject -like $ExpectedValue }
                'BeLikeExactly' { $subject -clike $ExpectedValue }
                'BeGreaterThan' { $subject -gt $ExpectedValue }
                'BeLessThan' { $subject -lt $ExpectedValue }
                'BeGreaterOrEqual' { $subject -ge $ExpectedValue }
                'BeLessOrEqual' { $subject -le $ExpectedValue }
                'Throw' {
                    # -Not -Throw means no exception at all, whatever filter is given.
                    if ($Not) { $null = Get-ThrowMismatch $subject '' '' $null ([ref]$caught) }
                    else { $detail = Get-ThrowMismatch $subject $ExpectedValue $ErrorId $ExceptionType ([ref]$caught) }
                    if ($Not) { $null -ne $caught } else { $null -eq $detail }
                }
            }
            if ([bool]$holds -ne [bool]$Not) {
                if ($PassThru) { $caught }
                continue
            }
            $reason = if ($Because) { ", because $Because," } else { '' }
            $message = if ($operator -eq 'Throw' -and $Not) { "Expected no exception$reason but '$($caught.Exception.Message)' was thrown." }
            elseif ($operator -eq 'Throw') { "Expected an exception$reason but $detail." }
            else { "Expected $(Format-Value $subject) to$(if ($Not) { ' not' }) $operator $(if ($PSBoundParameters.ContainsKey('ExpectedValue')) { Format-Value $ExpectedValue })".TrimEnd() + $reason.TrimEnd(',') + '.' }
            # The position that counts is the test's, not this line.
            $record = [System.Management.Automation.ErrorRecord]::new([System.Exception]::new($message), 'PesterAssertionFailed', 'InvalidResult', $subject)
            $PSCmdlet.ThrowTerminatingError($record)
        }
    }
}
