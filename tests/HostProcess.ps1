# For tests that need a process of their own: runs a script in a fresh process of this host and gives its exit code, stdout and stderr.
# Dot-source it in BeforeAll.
function Invoke-HostScript {
    param([Parameter(Mandatory)] [string] $Text, [string[]] $Argument = @(), [string] $InputText = '', [hashtable] $Environment = @{})
    $file = Join-Path $TestDrive "$(New-Guid).ps1"
    Set-Content $file $Text
    Invoke-HostProcess -Argument (@('-NoProfile', '-NonInteractive', '-File', $file) + $Argument) -InputText $InputText -Environment $Environment
}

# Starts a process of this host and gives it, its input and output redirected.
function Start-HostProcess {
    param([Parameter(Mandatory)] [string[]] $Argument, [hashtable] $Environment = @{})
    $start = [System.Diagnostics.ProcessStartInfo]::new([System.Environment]::ProcessPath)
    # PowerShell as a .NET tool runs in dotnet.
    if ((Split-Path $start.FileName -LeafBase) -eq 'dotnet') { $start.ArgumentList.Add((Join-Path $PSHOME 'pwsh.dll')) }
    foreach ($word in $Argument) { $start.ArgumentList.Add($word) }
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $start.WorkingDirectory = $TestDrive
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = [System.Text.Encoding]::UTF8
    [System.Diagnostics.Process]::Start($start)
}

function Invoke-HostProcess {
    param([Parameter(Mandatory)] [string[]] $Argument, [string] $InputText = '', [hashtable] $Environment = @{})
    $process = Start-HostProcess -Argument $Argument -Environment $Environment
    try {
        $out = $process.StandardOutput.ReadToEndAsync()
        $err = $process.StandardError.ReadToEndAsync()
        $process.StandardInput.Write($InputText)
        $process.StandardInput.Close()
        $process.WaitForExit()
        [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $out.Result.Replace("`r`n", "`n"); Error = $err.Result.Replace("`r`n", "`n") }
    }
    finally { $process.Dispose() }
}
