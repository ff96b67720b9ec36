using System.Runtime.InteropServices;
using Lockkeeper.DuckDB.Instances;

namespace Lockkeeper.DuckDB.Native;

/// <summary>A handle that holds a reference to the one that it came from, so that no order of disposal frees the latter first.</summary>
internal abstract class OwnedHandle : SafeHandle, IPart
{
    private readonly SafeHandle _owner;
    private readonly bool _hasOwner;

    protected OwnedHandle(SafeHandle owner, nint pointer)
        : base(0, ownsHandle: true)
    {
        _owner = owner;
        SetHandle(pointer);
        owner.DangerousAddRef(ref _hasOwner);
    }

    public override bool IsInvalid => handle == 0;

    bool IPart.IsReleased => IsClosed;

    void IPart.Release() => Dispose();

    protected abstract void Destroy(ref nint pointer);

    protected sealed override bool ReleaseHandle()
    {
        Destroy(ref handle);
        if (_hasOwner)
        {
            _owner.DangerousRelease();
        }

        return true;
    }
}
